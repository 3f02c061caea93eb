import type { HeaderAliases } from '@learning-tracker/coursera';
import type { FetcherDeps } from '../model.ts';

/** What all courses say about headings, since a zip is opened once for all of them. */
export function aliasesOf({ courses }: Pick<FetcherDeps, 'courses'>): HeaderAliases {
  const merged = new Map<string, Set<string>>();
  for (const { headerAliases } of courses) {
    for (const [name, aliases] of Object.entries(headerAliases)) {
      const known = merged.get(name) ?? new Set();
      for (const alias of aliases) known.add(alias);
      merged.set(name, known);
    }
  }
  return Object.fromEntries([...merged].sort().map(([name, aliases]) => [name, [...aliases].sort()]));
}

/** What decides whether a file can be read: one that failed is tried again when this has changed. */
export function settingsOf(deps: Pick<FetcherDeps, 'courses' | 'limits'>): string {
  return JSON.stringify([aliasesOf(deps), deps.limits ?? {}]);
}
