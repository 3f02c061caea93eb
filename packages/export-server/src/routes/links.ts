import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a link leads to: a file on disk under the name it is given out by. */
export interface LinkTarget {
  readonly path: string;
  readonly name: string;
}

export interface LinksOptions {
  readonly nowMs: () => number;
  readonly lifetimeMs: number;
}

export type Links = ReturnType<typeof createLinks>;

/** Signed links that expire; the file's name is the last part of their path. No token goes with them. */
export function createLinks({ nowMs, lifetimeMs }: LinksOptions) {
  const key = randomBytes(32);
  const targets = new Map<string, LinkTarget>();

  const sign = (id: string, expires: string) =>
    createHmac('sha256', key).update(`${id}/${expires}`).digest('base64url');

  return {
    /** @param expired gives out one that is no longer valid */
    make(base: string, target: LinkTarget, expired: boolean): string {
      const id = createHash('sha256').update(`${target.path}\0${target.name}`).digest('hex').slice(0, 32);
      targets.set(id, target);
      const expires = String(Math.floor((nowMs() + (expired ? -1000 : lifetimeMs)) / 1000));
      const query = new URLSearchParams({ Expires: expires, Signature: sign(id, expires) });
      return `${base}/downloads/${id}/${encodeURIComponent(target.name)}?${query}`;
    },
    /** Null for a link that was not given out here, or has expired. */
    resolve(id: string, expires: string, signature: string): LinkTarget | null {
      const expected = Buffer.from(sign(id, expires));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      return Number(expires) * 1000 > nowMs() ? (targets.get(id) ?? null) : null;
    },
  };
}
