import { z } from 'zod';

/** What is wrong, and the path of the field it is about. */
export interface ConfigProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The fields that can contradict another one; whatever has a wrong shape is reported by the schema instead. */
const comparable = z
  .object({
    courseId: z.string().optional().catch(undefined),
    slug: z.string().optional().catch(undefined),
    sessions: z.array(z.unknown()).catch([]),
    previousSessions: z.array(z.unknown()).catch([]),
    headerAliases: z.record(z.string(), z.array(z.unknown()).catch([])).catch({}),
  })
  .catch({ courseId: undefined, slug: undefined, sessions: [], previousSessions: [], headerAliases: {} });

type Comparable = z.output<typeof comparable>;

/**
 * Contradictions between fields of a course and between the courses of a file. Works on raw JSON, so that they
 * are listed together with wrong types elsewhere.
 *
 * @param courses raw course objects with the path each stands at
 */
export function findContradictions(
  courses: readonly { readonly path: readonly PropertyKey[]; readonly raw: unknown }[],
): ConfigProblem[] {
  const read = courses.map(({ path, raw }) => ({ path, course: comparable.parse(raw) }));
  return [
    ...read.flatMap(({ path, course }) => [
      ...followedAndPrevious(path, course),
      ...ambiguousAliases(path, course),
    ]),
    ...repeated(read, 'courseId', (course) => course.courseId),
    // The id map's heading has underscores for the slug's hyphens, so two such slugs could not be told apart.
    ...repeated(read, 'slug', (course) => course.slug?.replaceAll('-', '_')),
  ];
}

function followedAndPrevious(path: readonly PropertyKey[], course: Comparable): ConfigProblem[] {
  return course.previousSessions.flatMap((session, index) =>
    course.sessions.includes(session)
      ? [
          {
            path: [...path, 'previousSessions', index],
            message: `${JSON.stringify(session)} is also in sessions; a session is either followed or previous`,
          },
        ]
      : [],
  );
}

function ambiguousAliases(path: readonly PropertyKey[], course: Comparable): ConfigProblem[] {
  const owners = new Map<unknown, string>();
  for (const canonical of Object.keys(course.headerAliases)) owners.set(canonical, canonical);
  const problems: ConfigProblem[] = [];
  for (const [canonical, aliases] of Object.entries(course.headerAliases)) {
    aliases.forEach((alias, index) => {
      const owner = owners.get(alias);
      if (owner !== undefined && owner !== canonical) {
        problems.push({
          path: [...path, 'headerAliases', canonical, index],
          message: `${JSON.stringify(alias)} already stands for ${JSON.stringify(owner)}`,
        });
      }
      owners.set(alias, canonical);
    });
  }
  return problems;
}

function repeated(
  courses: readonly { readonly path: readonly PropertyKey[]; readonly course: Comparable }[],
  field: 'courseId' | 'slug',
  keyOf: (course: Comparable) => string | undefined,
): ConfigProblem[] {
  const seen = new Set<string>();
  return courses.flatMap(({ path, course }) => {
    const key = keyOf(course);
    if (key === undefined) return [];
    if (seen.has(key)) {
      return [
        { path: [...path, field], message: `${JSON.stringify(course[field])} is used by an earlier course` },
      ];
    }
    seen.add(key);
    return [];
  });
}
