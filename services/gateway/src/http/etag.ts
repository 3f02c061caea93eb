import { hash } from 'node:crypto';

/** A strong entity tag of whatever an answer was made from. */
export function entityTag(version: string): string {
  return `"${hash('sha256', version, 'base64url').slice(0, 27)}"`;
}

/** Whether an `If-None-Match` header names the tag (weak comparison, RFC 9110, 13.1.2). */
export function matchesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header === etag || header.trim() === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
