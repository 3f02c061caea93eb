import { ExportApiError } from '../failures.ts';

/** Long enough for any export, short enough for every file system with what is put behind it. */
const LONGEST_NAME = 200;

/**
 * The file's name: the last part of the link's path. It comes from outside, so it must not lead to another folder.
 * @throws ExportApiError DOWNLOAD_NAME_UNUSABLE
 */
export function fileNameOf(link: string): string {
  const last = URL.parse(link)?.pathname.split('/').at(-1) ?? '';
  let name: string;
  try {
    name = decodeURIComponent(last);
  } catch {
    name = '';
  }
  // Separators of all systems, control characters, and names that systems give a meaning of their own.
  const isUsable = name.length <= LONGEST_NAME && /^[^./\\:*?"<>|\p{Cc}][^/\\:*?"<>|\p{Cc}]*$/u.test(name);
  if (isUsable) return name;
  throw new ExportApiError('DOWNLOAD_NAME_UNUSABLE', `a link ends in ${JSON.stringify(last.slice(0, 80))}`);
}

/** A link without its signature, for messages. */
export function shownLink(link: string): string {
  const url = URL.parse(link);
  return url === null ? 'a link' : `${url.origin}${url.pathname}`;
}
