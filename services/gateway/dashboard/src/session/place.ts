/** Whose page this is and through which routes it is read, as its address says. */
export type Place =
  | { readonly kind: 'learner'; readonly base: string; readonly course: string; readonly learner: string }
  /** A signed link without a course: the token says who, `/v1/me` says in which courses. */
  | { readonly kind: 'me'; readonly base: string }
  | { readonly kind: 'widget'; readonly user: string; readonly branch: string }
  | { readonly kind: 'nowhere' };

/**
 * `/w/{token}/courses/{course}/learners/{learner}`, `/w/{token}/dashboard`, or `/dashboard/#user=…&branch=…` as a
 * Coursera widget. Parts that were never filled in (`%HASHED_USER_ID%`) name nobody.
 */
export function placeOf(location: { readonly pathname: string; readonly hash: string }): Place {
  const [, token, rest = ''] = /^\/w\/([^/]+)(\/.*)?$/.exec(location.pathname) ?? [];
  if (token === undefined) return widgetPlace(location.hash);
  const base = `/w/${token}`;
  const [, course, learner] = /^\/courses\/([^/]+)\/learners\/([^/]+)\/?$/.exec(rest) ?? [];
  if (course === undefined || learner === undefined) return { kind: 'me', base };
  return { kind: 'learner', base, course: decoded(course), learner: decoded(learner) };
}

function widgetPlace(hash: string): Place {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const user = fields.get('user') ?? '';
  const branch = fields.get('branch') ?? '';
  const named = (part: string) => part !== '' && !/^%?[A-Z_]+%?$/.test(part);
  return named(user) && named(branch) ? { kind: 'widget', user, branch } : { kind: 'nowhere' };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
