import type { Attempt } from '../behaviour/life.ts';
import { shortId } from '../ids.ts';
import type { Person } from '../model/people.ts';
import type { Random } from '../random.ts';
import { type Micros, tableTime } from '../time.ts';
import type { World } from '../world.ts';
import { firstSeenAt, knownLives } from './known.ts';
import { type TableMaker, table } from './table.ts';

interface Submission {
  readonly id: string;
  readonly person: Person;
  readonly attempt: Attempt;
}

function* submissions(world: World, snapshotAt: Micros): Iterable<Submission> {
  for (const { person, attempts } of knownLives(world, snapshotAt)) {
    for (const [number, attempt] of attempts.entries()) {
      if (attempt.item.type.page !== 'peer' || attempt.handedInAt > snapshotAt) continue;
      const id = shortId(world.model.random.split('submission', person.number, number), 22);
      yield { id, person, attempt };
    }
  }
}

/** Somebody who was there already; undefined where chance finds nobody. */
function reviewerOf(world: World, at: Micros, random: Random): Person | undefined {
  const asked = Array.from({ length: 8 }, () => random.pick(world.lives).person);
  return asked.find((person) => firstSeenAt(person) <= at);
}

const peerSubmissions: TableMaker = (world, snapshotAt) =>
  table(
    'peer_submissions',
    [
      'course_id',
      'peer_submission_id',
      'course_item_id',
      `${world.model.partner}_user_id`,
      'peer_submission_created_ts',
      'peer_submission_score',
    ],
    function* () {
      for (const { id, person, attempt } of submissions(world, snapshotAt)) {
        const score = attempt.gradedAt <= snapshotAt ? attempt.grade.toFixed(4) : null;
        yield [
          world.model.courseId,
          id,
          attempt.item.id,
          person.tableId,
          tableTime(attempt.handedInAt),
          score,
        ];
      }
    },
  );

const peerComments: TableMaker = (world, snapshotAt) =>
  table(
    'peer_comments',
    [
      'peer_comment_id',
      'peer_submission_id',
      `${world.model.partner}_user_id`,
      'peer_comment_created_ts',
      'peer_comment_text',
    ],
    function* () {
      for (const { id, person, attempt } of submissions(world, snapshotAt)) {
        if (attempt.gradedAt > snapshotAt) continue;
        const random = world.model.random.split('comment', id);
        const reviewer = reviewerOf(world, attempt.gradedAt, random) ?? person;
        const commentId = shortId(random, 22);
        yield [
          commentId,
          id,
          reviewer.tableId,
          tableTime(attempt.gradedAt),
          'Nice work, \\o/ "really"\nbut check step 2',
        ];
      }
    },
  );

export const peerTables: readonly TableMaker[] = [peerSubmissions, peerComments];
