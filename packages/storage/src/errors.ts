/** Codes of this package's errors, with what each means and what to do about it (docs/errors.md). */
export const STORAGE_ERRORS = {
  STATE_SCHEMA_UNKNOWN:
    'Stored state was written by a newer release: this one does not know that version of the part. Start the newer release, or replay the log into a new store.',
  STATE_PART_CORRUPT:
    'Stored state cannot be decoded. Restore the store from a backup or replay the log into a new one.',
  STATE_PART_INVALID:
    'State in memory breaks the shape of its part and is not written. This is a defect of the release: report it with the message.',
  STORE_PARTITIONS_MISMATCH:
    'The store was made with another number of partitions. Start with that number, or replay the log into a new store.',
  STORE_PARTITION_UNKNOWN:
    'A partition was addressed that the store does not have, or a learner in a partition other than its own. All processes must use one partition count and the same partitioner.',
  STORE_LAYOUT_UNKNOWN:
    'The store was written by a newer release with another layout of tables or keys. Start the newer release, or replay the log into a new store.',
  STORE_STORAGE_FAILED:
    'The store could not be read or written. See the cause: a full disk or memory, a lock held too long, a damaged file.',
  STORE_UNREACHABLE:
    'The server of the store does not answer, or is not ready yet. Check that it runs and can be reached; what was to be stored is sent again.',
  STORE_ACCESS_DENIED:
    'The server of the store refuses access. Check user, password and the rights (ACL) of that user.',
  STORE_EVICTION_ENABLED:
    'The Redis of the store drops data when its memory is full. Set maxmemory-policy to noeviction, on every node of a cluster.',
  STORE_REPLY_UNEXPECTED:
    'Redis holds or answers what the store did not put there. Something else writes its keys, or Redis is older than 7.0: use a database or deployment name of its own.',
  VAULT_KEY_CHANGED:
    'E-mail addresses were encrypted with another key than GATEWAY_VAULT_KEY now is. Give the key back; if it is lost, the addresses are, and the runbook says how to begin anew.',
  VAULT_KEY_MISSING:
    'An e-mail address is held that cannot be decrypted without GATEWAY_VAULT_KEY. Give the gateway the key that it was encrypted with.',
  VAULT_ROW_CORRUPT:
    'An encrypted e-mail address was changed, or stands under another learner than the one who left it. Restore the vault from a backup, or have the learner leave the address again.',
  STORE_CLOSED: 'The store was used after it was closed. Close it after its last user has stopped.',
} as const;

export type StorageErrorCode = keyof typeof STORAGE_ERRORS;
