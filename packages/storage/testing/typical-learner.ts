import {
  clickKey,
  type DayPart,
  type ForumClick,
  type GradesPart,
  type MembershipsPart,
  type Part,
  type PostsPart,
  type ProgressEntry,
  progressKey,
  type Visit,
  visitKey,
} from '@learning-tracker/metrics';

const SECOND = 1_000_000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const FIRST_DAY = 18_320;

/** Seeded, so that sizes and speeds are the same in every run (mulberry32). */
function createRandom(seed: number) {
  let a = seed;
  const fraction = () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(fraction() * n);
  return {
    fraction,
    below,
    between: (least: number, most: number) => least + below(most - least + 1),
    text: (alphabet: string, length: number) =>
      Array.from({ length }, () => alphabet[below(alphabet.length)]).join(''),
  };
}

type Random = ReturnType<typeof createRandom>;

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ITEM_TYPES = ['lecture', 'supplement', 'quiz', 'discussionPrompt', 'exam', 'peer'];

/** Parts of a learner active on four days a week for eight weeks, with times as real exports have them. */
export function typicalLearner(seed: number): Part[] {
  const random = createRandom(seed);
  const itemIds = Array.from({ length: 40 }, () => random.text(BASE62, 5));
  const days = Array.from({ length: 32 }, (_, n) => FIRST_DAY + 7 * Math.floor(n / 4) + (n % 4) * 2);
  return [
    ...days.map((day) => dayOf(random, day, itemIds)),
    progressOf(random, itemIds),
    gradesOf(random, itemIds),
    postsOf(random),
    membershipsOf(random),
  ];
}

function dayOf(random: Random, day: number, itemIds: readonly string[]): DayPart {
  const visits = new Map<string, Visit>();
  const visit = (pageType: string, itemId: string | null, clicks: ForumClick[]) =>
    visits.set(visitKey(pageType, itemId), {
      pageType,
      itemId,
      clicks: new Map(clicks.map((click) => [clickKey(click), click])),
    });
  const types = ITEM_TYPES.slice(0, random.between(3, 4));
  for (let i = 0; i < 6; i++) {
    visit(types[i % types.length] ?? 'lecture', itemIds[random.below(itemIds.length)] ?? '', []);
  }
  const clicks = Array.from({ length: random.below(4) }, () => ({
    offset: milliseconds(random, DAY),
    identity: random.text('0123456789abcdef', 16),
    occurrence: 0,
  }));
  if (clicks.length > 0) visit('discussions', null, clicks);
  return {
    kind: 'day',
    day,
    visits,
    pageRuns: runsOf(random, random.between(1, 3)),
    videoRuns: runsOf(random, random.between(1, 2)),
  };
}

function runsOf(random: Random, count: number): number[] {
  return Array.from({ length: count }, (_, n) => {
    const start = n * 8 * HOUR + milliseconds(random, 6 * HOUR);
    return [start, start + milliseconds(random, HOUR)];
  }).flat();
}

function milliseconds(random: Random, below: number): number {
  return random.below(below / 1000) * 1000;
}

function snapshot(random: Random): number {
  return (FIRST_DAY + random.below(30)) * DAY + 5 * HOUR + 123_000;
}

function progressOf(random: Random, itemIds: readonly string[]): Part {
  const rows = new Map<string, ProgressEntry>();
  for (const [n, itemId] of itemIds.entries()) {
    const startedAt = (FIRST_DAY + n) * DAY + random.below(86_400) * SECOND;
    const completedAt = startedAt + random.below(7200) * SECOND;
    for (const [state, at] of [
      [1, startedAt],
      [2, completedAt],
    ] as const) {
      const row = { itemId, state, at, version: snapshot(random), count: 1 };
      rows.set(progressKey(row), row);
    }
  }
  return { kind: 'progress', rows };
}

function gradesOf(random: Random, itemIds: readonly string[]): GradesPart {
  const at = () => (FIRST_DAY + random.below(56)) * DAY + random.below(86_400) * SECOND;
  return {
    kind: 'grades',
    items: new Map(
      itemIds
        .slice(0, 10)
        .map((itemId) => [
          itemId,
          { version: snapshot(random), value: { grade: random.fraction(), at: at() } },
        ]),
    ),
    course: { version: snapshot(random), value: { overall: random.fraction(), at: at() } },
  };
}

function postsOf(random: Random): PostsPart {
  const id = () => random.text(BASE62, 22);
  const at = () => FIRST_DAY * DAY + milliseconds(random, 56 * DAY);
  return {
    kind: 'posts',
    questions: new Map(
      Array.from({ length: 2 }, () => [id(), { version: snapshot(random), value: { at: at() } }]),
    ),
    answers: new Map(
      Array.from({ length: 3 }, () => [
        id(),
        { version: snapshot(random), value: { questionId: id(), at: at() } },
      ]),
    ),
  };
}

function membershipsOf(random: Random): MembershipsPart {
  const value = () => ({ startAt: FIRST_DAY * DAY + random.below(86_400) * SECOND, endAt: null });
  return {
    kind: 'memberships',
    sessions: new Map(
      Array.from({ length: random.between(1, 2) }, () => [
        random.text(BASE62, 22),
        { version: snapshot(random), value: value() },
      ]),
    ),
  };
}
