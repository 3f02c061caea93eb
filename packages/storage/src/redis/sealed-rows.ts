import type { SealedRows } from '../vault/port.ts';
import { connect, type RedisConnectionOptions } from './connection.ts';
import { createKeys, idName } from './keys.ts';
import { bytesReply, integerReply, orNull, textReply } from './replies.ts';
import { createScripts } from './scripts.ts';

/** Rows of the e-mail vault in Redis, over a connection of their own that begins with the first use. */
export function createRedisSealedRows(options: {
  readonly connection: RedisConnectionOptions;
  /** As of the store. */
  readonly deployment: string;
}): SealedRows {
  const connection = connect({ ...options.connection, isLazy: true });
  const scripts = createScripts(connection);
  const { times, emails, key } = createKeys(options.deployment).vault;
  return {
    async write({ courseId, learnerId }, at, sealed) {
      const content = sealed === null ? [] : [Buffer.from(sealed)];
      await scripts.run('vault-write-2', [times, emails], [idName(courseId, learnerId), at, ...content]);
    },
    read: async ({ courseId, learnerId }) =>
      orNull(await connection.send('hget', [emails, idName(courseId, learnerId)]), bytesReply),
    async erase({ courseId, ids }) {
      if (ids.length === 0) return 0;
      const names = ids.map((id) => idName(courseId, id));
      // Times last, since they say how many rows there were: after a crash in between they are counted by the repeat.
      await connection.send('hdel', [emails, ...names]);
      return integerReply(await connection.send('hdel', [times, ...names]));
    },
    async noteKey(keyId) {
      await connection.send('hsetnx', [key, 'id', keyId]);
      return textReply(await connection.send('hget', [key, 'id']));
    },
    close: connection.close,
  };
}
