import { expect, test } from 'vitest';
import { checksumOf } from './checksum.ts';
import { fileNameOf, shownLink } from './link.ts';

test.each([
  ['https://f.test/exports/a_1590000000001.zip?Signature=s', 'a_1590000000001.zip'],
  ['https://f.test/x/access-2026-01-01.csv.gz', 'access-2026-01-01.csv.gz'],
  ['https://f.test/a%20b.zip', 'a b.zip'],
])('%s is called %s', (link, name) => expect(fileNameOf(link)).toBe(name));

test.each([
  'https://f.test/',
  'https://f.test/x/..%2F..%2Fetc%2Fpasswd',
  'https://f.test/x/..%5Cwindows',
  'https://f.test/x/%2E%2E',
  'https://f.test/x/.hidden.zip',
  'https://f.test/x/a%00.zip',
  'https://f.test/x/C%3Aa.zip',
  'https://f.test/x/%E0%A4%A',
  `https://f.test/x/${'a'.repeat(300)}.zip`,
  'no link',
])('%s has no usable name', (link) => {
  expect(() => fileNameOf(link)).toThrow(expect.objectContaining({ code: 'DOWNLOAD_NAME_UNUSABLE' }));
});

test('a link is shown without its signature', () => {
  expect(shownLink('https://f.test/a.zip?Signature=s&Expires=1#x')).toBe('https://f.test/a.zip');
});

test.each<[Record<string, string>, string | undefined]>([
  [{ 'repr-digest': 'sha-512=:x:, sha-256=:YWJj:' }, 'YWJj'],
  [{ digest: `sha-256=${'a'.repeat(43)}=` }, `${'a'.repeat(43)}=`],
  [{ 'x-amz-checksum-sha256': `${'b'.repeat(43)}=` }, `${'b'.repeat(43)}=`],
  [{ 'x-amz-checksum-sha256': `${'b'.repeat(43)}=-3` }, undefined],
  [{ 'content-md5': 'bWQ1' }, 'bWQ1'],
  [{ etag: '"abc"' }, undefined],
])('the checksum of %j', (headers, base64) => {
  expect(checksumOf(new Headers(headers), true)?.base64).toBe(base64);
});

test('Content-MD5 of a part is not of the file', () => {
  expect(checksumOf(new Headers({ 'content-md5': 'bWQ1' }), false)).toBeNull();
});
