import { z } from 'zod';
import type { RedisConnection } from './connection.ts';
import { idName, type Keys } from './keys.ts';
import { orNull, parsedReply, textReply } from './replies.ts';

export interface IdMap {
  tableId(courseId: string, dashboardId: string): Promise<string | null>;
  dashboardId(courseId: string, tableId: string): Promise<string | null>;
}

const registerSchema = z.object({ dashboardId: z.string(), version: z.string(), deleted: z.boolean() });

/** Looks ids up; which of several rows is in force is decided when they are written (commit-content-5n.lua). */
export function createIdMap(connection: RedisConnection, keys: Keys): IdMap {
  const { idRegisters, tableIds } = keys.content;
  return {
    tableId: async (courseId, dashboardId) =>
      orNull(await connection.send('hget', [tableIds, idName(courseId, dashboardId)]), textReply),
    async dashboardId(courseId, tableId) {
      const reply = await connection.send('hget', [idRegisters, idName(courseId, tableId)]);
      const register = orNull(reply, (text) => parsedReply(registerSchema, text));
      return register === null || register.deleted ? null : register.dashboardId;
    },
  };
}
