import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** A digest of a whole file, as a server gives it. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'md5';
  readonly base64: string;
}

/**
 * The checksum that the headers name, if any: `Repr-Digest` (RFC 9530) and `Digest`, those of object stores, and
 * `Content-MD5`, which is of the part where only a part is sent.
 */
export function checksumOf(headers: Headers, isWhole: boolean): Checksum | null {
  const structured = /sha-256=:([A-Za-z0-9+/=]+):/i.exec(headers.get('repr-digest') ?? '');
  const plain = /(?:^|,)\s*sha-256=([A-Za-z0-9+/=]{44})(?:,|$)/i.exec(headers.get('digest') ?? '');
  // A dash would be the number of parts: then it is a digest of digests.
  const stored = /^[A-Za-z0-9+/]{43}=$/.exec(headers.get('x-amz-checksum-sha256') ?? '');
  const sha256 = structured?.[1] ?? plain?.[1] ?? stored?.[0];
  if (sha256 !== undefined) return { algorithm: 'sha256', base64: sha256 };
  const md5 = headers.get('content-md5');
  return md5 !== null && isWhole ? { algorithm: 'md5', base64: md5 } : null;
}

export async function matches(path: string, { algorithm, base64 }: Checksum): Promise<boolean> {
  const digest = createHash(algorithm);
  for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 })) digest.update(bytes);
  return digest.digest('base64') === base64;
}
