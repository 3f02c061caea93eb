import { TrackerError } from '@learning-tracker/runtime';
import type { z } from 'zod';
import { REDIS_HINTS } from './failures.ts';

/** Readers of what Redis answers (RESP 2, bulk strings as Buffers); they refuse what does not belong there. */
export function listReply(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : unexpected('a list', reply);
}

export function bytesReply(reply: unknown): Uint8Array {
  return reply instanceof Uint8Array ? reply : unexpected('bytes', reply);
}

export function textReply(reply: unknown): string {
  return Buffer.isBuffer(reply) ? reply.toString() : unexpected('a text', reply);
}

/** A whole number, as integer reply or decimal text. */
export function integerReply(reply: unknown): number {
  const value = Number(Buffer.isBuffer(reply) ? reply.toString() : reply);
  return Number.isSafeInteger(value) ? value : unexpected('a whole number', reply);
}

export function orNull<T>(reply: unknown, read: (reply: unknown) => T): T | null {
  return reply === null || reply === undefined ? null : read(reply);
}

/** Fields and values in turn. */
export function pairsReply(reply: unknown): (readonly [string, unknown])[] {
  const list = listReply(reply);
  const pairs: (readonly [string, unknown])[] = [];
  for (let i = 0; i < list.length; i += 2) pairs.push([textReply(list[i]), list[i + 1]]);
  return pairs;
}

function unexpected(expected: string, reply: unknown): never {
  const found = reply === null ? 'nothing' : Array.isArray(reply) ? 'a list' : typeof reply;
  throw new TrackerError(
    'STORE_REPLY_UNEXPECTED',
    `Redis answered ${found} where ${expected} belongs`,
    REDIS_HINTS.foreign,
  );
}

/** JSON of a shape. */
export function parsedReply<T>(schema: z.ZodType<T>, reply: unknown): T {
  try {
    return schema.parse(JSON.parse(textReply(reply)));
  } catch {
    return unexpected('JSON of the store', reply);
  }
}
