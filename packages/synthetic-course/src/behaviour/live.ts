import { type Archetype, HABITS } from '../model/archetypes.ts';
import type { Item } from '../model/content.ts';
import { DISCUSSION_PROMPT, LECTURE } from '../model/item-types.ts';
import type { Person } from '../model/people.ts';
import type { Random } from '../random.ts';
import { MINUTE, type Micros, SECOND } from '../time.ts';
import { attemptOf } from './grading.ts';
import type { Attempt, Life, PostWish, Progress, Task, Visit } from './life.ts';
import { type Sitting, sittings } from './rhythm.ts';

/** Lives a learner's course: from sittings to visits with tasks, and what they leave in progress, grades and forum. */
export function live(person: Person, weeks: number, random: Random): Life {
  const visits: Visit[] = [];
  const progress: Progress[] = [];
  const attempts: Attempt[] = [];
  const posts: PostWish[] = [];
  const doubted: Item[] = [];
  const completed: Item[] = [];
  const done = new Set<string>();
  const begun = new Set<string>();
  const interest = random.split('interest');
  const taste = new Map<string, boolean>();

  function interested(item: Item): boolean {
    const known = taste.get(item.id);
    if (known !== undefined) return known;
    const fresh = interest.split(item.id).next() < interestIn(item, person.archetype);
    taste.set(item.id, fresh);
    return fresh;
  }

  function visit(sitting: Sitting): void {
    const until = sitting.at + sitting.minutes * MINUTE;
    const tasks: Task[] = [];
    let now = sitting.at + Math.ceil(random.between(6, 40)) * SECOND;

    const open = sitting.stay.session.version.outline
      .filter(
        ({ item, week }) =>
          week <= Math.max(0, sitting.week) + HABITS[person.archetype].ahead &&
          !done.has(item.id) &&
          interested(item),
      )
      .map(({ item }) => item);

    if (person.introduces && visits.length === 0) now = forum(sitting, now, tasks, true);
    while (now < until) {
      const habit = HABITS[person.archetype];
      const roll = random.next();
      if (roll < habit.forum) now = forum(sitting, now, tasks, false);
      else if (roll < habit.forum + habit.revision && completed.length > 2) now = revise(now, tasks);
      else {
        const next = open.shift();
        if (next === undefined) {
          if (completed.length > 2 && random.chance(0.6)) now = revise(now, tasks);
          break;
        }
        now = study(next, now, until, tasks);
      }
      now += Math.ceil(random.between(2, 30)) * SECOND;
    }
    visits.push({
      number: visits.length,
      week: sitting.week,
      branchId: sitting.stay.session.version.branchId,
      startAt: sitting.at,
      endAt: now + Math.ceil(random.between(3, 20)) * SECOND,
      tasks,
    });
  }

  function study(item: Item, from: Micros, until: Micros, tasks: Task[]): Micros {
    const [least, most] = item.type.minutes;
    const needed = random.between(least, most) * MINUTE * (begun.has(item.id) ? 0.6 : 1);
    // Who runs out of time leaves the item for the next visit.
    const finishes = from + needed < until + 8 * MINUTE || random.chance(0.3);
    const to = stamped(random, from + (finishes ? needed : Math.max(MINUTE, (until - from) * 0.8)));
    tasks.push({ kind: 'item', item, from, to });

    const first = !begun.has(item.id);
    begun.add(item.id);
    const rowMissing = finishes && random.chance(0.03);
    if ((first && !rowMissing) || random.chance(0.15)) {
      progress.push({ item, state: 1, at: stamped(random, from + SECOND) });
    }
    if (!finishes) return to;

    done.add(item.id);
    completed.push(item);
    progress.push({ item, state: 2, at: to });
    const attempt = attemptOf(person, item, to, random);
    if (attempt !== null) {
      attempts.push(attempt);
      if (attempt.grade < 0.75) doubted.push(item);
    }
    if (item.type === DISCUSSION_PROMPT || item.type.page === 'gradedDiscussionPrompt') {
      posts.push({ kind: 'prompt', item, at: to, week: 0, roll: random.next() });
    }
    return to;
  }

  /** Looks at something completed again; of exams with a poor grade rather than of others. */
  function revise(from: Micros, tasks: Task[]): Micros {
    const exam = random.chance(0.35) ? doubted.pop() : undefined;
    const item = exam ?? random.pick(completed.slice(-25));
    const [least, most] = item.type.minutes;
    const to = stamped(
      random,
      from + random.between(least, most) * MINUTE * (exam === undefined ? 0.4 : 0.8),
    );
    tasks.push({ kind: 'revision', item, from, to });
    if (exam !== undefined) {
      const attempt = attemptOf(person, item, to, random);
      if (attempt !== null) attempts.push({ ...attempt, grade: Math.min(1, attempt.grade + 0.1) });
      progress.push({ item, state: 2, at: to });
    } else if (random.chance(0.05)) {
      progress.push({ item, state: 2, at: to });
    }
    return to;
  }

  function forum(sitting: Sitting, from: Micros, tasks: Task[], greeting: boolean): Micros {
    const to = from + Math.ceil(random.between(90, 420)) * SECOND;
    tasks.push({ kind: 'forum', item: null, from, to });
    if (greeting || random.chance(HABITS[person.archetype].posting)) {
      posts.push({
        kind: random.chance(greeting ? 0.5 : 0.35) ? 'question' : 'answer',
        item: null,
        at: Math.floor(random.between(from + 60 * SECOND, to) / 1000) * 1000,
        week: Math.max(0, sitting.week),
        roll: random.next(),
      });
    }
    return to;
  }

  for (const sitting of sittings(person, weeks, random.split('rhythm'))) visit(sitting);
  return { person, visits, progress: withRepeats(progress, random), attempts, posts };
}

function interestIn(item: Item, archetype: Archetype): number {
  const { watching, reading, doing } = HABITS[archetype].interest;
  const base = item.type === LECTURE ? watching : item.type.page === 'supplement' ? reading : doing;
  return item.optional ? base * 0.4 : base;
}

/** Times in `course_progress` are whole seconds, milliseconds, rarely microseconds. */
function stamped(random: Random, at: Micros): Micros {
  const roll = random.next();
  const unit = roll < 0.7 ? SECOND : roll < 0.97 ? 1000 : 1;
  return Math.floor(at / unit) * unit;
}

/** Some rows stand twice, exactly alike. */
function withRepeats(rows: readonly Progress[], random: Random): Progress[] {
  return rows.flatMap((row) => (random.chance(0.004) ? [row, row] : [row]));
}
