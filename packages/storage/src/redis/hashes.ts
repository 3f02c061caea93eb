import { listReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

/** Reads hashes of one tag whole, in one round trip; each as fields and values in turn. */
export async function loadHashes(scripts: Scripts, keys: readonly string[]): Promise<readonly unknown[]> {
  return keys.length === 0 ? [] : listReply(await scripts.run('read-n', keys, []));
}

/** A hash and which of its fields are wanted. */
export interface WantedFields {
  readonly key: string;
  readonly fields: readonly string[];
}

/** Reads fields of hashes of one tag in one round trip; the values of all, in the order asked. */
export async function loadFields(
  scripts: Scripts,
  wanted: readonly WantedFields[],
): Promise<readonly unknown[]> {
  if (wanted.length === 0) return [];
  const args = wanted.flatMap(({ fields }) => [String(fields.length), ...fields]);
  return listReply(
    await scripts.run(
      'load-n',
      wanted.map(({ key }) => key),
      args,
    ),
  );
}
