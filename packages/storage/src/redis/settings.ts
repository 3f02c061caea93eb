import type { AggregateStore, LearnerRef, PendingSettings, ProposalResult, SettingsEvent } from '../port.ts';
import { SETTINGS_PART } from '../port.ts';
import type { RedisArgument, RedisConnection } from './connection.ts';
import { loadFields, loadHashes } from './hashes.ts';
import type { CheckHome } from './home.ts';
import { type Keys, learnerName, pendingOf } from './keys.ts';
import { eventField, eventOf, partField, SETTINGS_REVISION_FIELD } from './learner-hash.ts';
import { bytesReply, integerReply, listReply, pairsReply, textReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

export type Settings = Pick<AggregateStore, 'settings' | 'proposeSettings' | 'pendingSettings'>;

const RESULTS: readonly ProposalResult[] = ['accepted', 'conflict'];

/** Settings stand in the hash of the learner with the dashboard id, so that one command reads them all. */
export function createSettings(
  connection: RedisConnection,
  scripts: Scripts,
  keys: Keys,
  partitionOf: (learner: LearnerRef) => number,
  checkHome: CheckHome,
): Settings {
  return {
    async settings(learner) {
      const [hash] = await loadHashes(scripts, [keys.partition(partitionOf(learner)).learner(learner)]);
      let revision = 0;
      let part: Uint8Array | null = null;
      const pending: SettingsEvent[] = [];
      for (const [field, value] of pairsReply(hash)) {
        const eventId = eventOf(field);
        if (eventId !== null) pending.push({ eventId, bytes: bytesReply(value) });
        else if (field === SETTINGS_REVISION_FIELD) revision = integerReply(value);
        else if (field === partField(SETTINGS_PART)) part = bytesReply(value);
      }
      return { revision, part, pending: pending.sort((a, b) => (a.eventId < b.eventId ? -1 : 1)) };
    },
    async proposeSettings(partition, learner, { expectedRevision, proposedAt, events }) {
      checkHome(learner, partition);
      const own = keys.partition(partition);
      const args: RedisArgument[] = [expectedRevision, proposedAt, learnerName(learner)];
      for (const { eventId, bytes } of events) args.push(eventId, Buffer.from(bytes));
      const answer = textReply(
        await scripts.run('propose-settings-2', [own.learner(learner), own.pending], args),
      );
      const result = RESULTS.find((one) => one === answer);
      if (result === undefined) throw new Error(`a proposal was answered by ${answer}`);
      return result;
    },
    async pendingSettings(partition, proposedBy, limit) {
      const own = keys.partition(partition);
      const range = ['-inf', proposedBy, 'BYSCORE', 'LIMIT', 0, limit];
      const found = listReply(await connection.send('zrange', [own.pending, ...range])).map((name) =>
        pendingOf(textReply(name)),
      );
      const values = await loadFields(
        scripts,
        found.map(({ learner, eventId }) => ({ key: own.learner(learner), fields: [eventField(eventId)] })),
      );
      return found.flatMap(({ learner, eventId }, n): PendingSettings[] => {
        const bytes = values[n];
        // Settled between the two questions.
        return bytes === null ? [] : [{ ...learner, eventId, bytes: bytesReply(bytes) }];
      });
    },
  };
}
