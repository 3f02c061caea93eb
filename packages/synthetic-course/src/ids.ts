import type { Random } from './random.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ALPHABET = `0123456789${LETTERS}`;

/** Like Coursera's course, session and thread ids (22 characters), branch ids (8) and item ids (5). */
export function shortId(random: Random, length: number): string {
  let id = LETTERS.charAt(random.int(LETTERS.length));
  while (id.length < length) id += ALPHABET.charAt(random.int(ALPHABET.length));
  return id;
}

/** Like a hashed id: 40 hexadecimal digits. */
export function hashedId(random: Random): string {
  let id = '';
  for (let word = 0; word < 5; word += 1) id += random.int(4294967296).toString(16).padStart(8, '0');
  return id;
}

/** As in the last part of an item's URL: lower case, hyphens. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
