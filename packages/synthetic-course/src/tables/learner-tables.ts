import { underscored } from '../model/model.ts';
import { DAY, SECOND, tableTime } from '../time.ts';
import { firstSeenAt, knownLives } from './known.ts';
import { type TableMaker, table } from './table.ts';

const users: TableMaker = (world, snapshotAt) =>
  table(
    'users',
    [
      `${world.model.partner}_user_id`,
      'user_join_ts',
      'country_cd',
      'region_cd',
      'profile_language_cd',
      'browser_language_cd',
      'reported_or_inferred_gender',
      'employment_status',
      'educational_attainment',
      'student_status',
    ],
    () =>
      knownLives(world, snapshotAt).map(({ person }) => {
        const random = world.model.random.split('user', person.number);
        const joinedAt = firstSeenAt(person) - Math.floor(random.between(0, 1500)) * DAY;
        return [
          person.tableId,
          tableTime(Math.floor(joinedAt / SECOND) * SECOND),
          person.place.country,
          person.place.region === '' ? null : person.place.region,
          null,
          person.place.language,
          random.chance(0.5) ? random.pick(['female', 'male']) : null,
          random.chance(0.3) ? random.pick(['EMPLOYED_FULL_TIME', 'UNEMPLOYED_LOOKING']) : null,
          random.chance(0.3) ? random.pick(["BACHELOR'S DEGREE", 'SOME_COLLEGE']) : null,
          random.chance(0.2) ? 'FULL_TIME' : null,
        ];
      }),
    'NA',
  );

/** What the dashboard knows a learner by. */
const userIds: TableMaker = (world, snapshotAt) =>
  table(
    `${world.model.partner}_course_user_ids`,
    [`${world.model.partner}_user_id`, `${underscored(world.model)}_user_id`],
    () => knownLives(world, snapshotAt).map(({ person }) => [person.tableId, person.dashboardId]),
  );

const courseMemberships: TableMaker = (world, snapshotAt) =>
  table(
    'course_memberships',
    [`${world.model.partner}_user_id`, 'course_id', 'course_membership_role', 'course_membership_ts'],
    () =>
      knownLives(world, snapshotAt).map(({ person }) => [
        person.tableId,
        world.model.courseId,
        'LEARNER',
        tableTime(firstSeenAt(person)),
      ]),
  );

const sessionMemberships: TableMaker = (world, snapshotAt) =>
  table(
    'on_demand_session_memberships',
    [
      'course_id',
      'on_demand_session_id',
      `${world.model.partner}_user_id`,
      'on_demand_sessions_membership_start_ts',
      'on_demand_sessions_membership_end_ts',
    ],
    () =>
      knownLives(world, snapshotAt).flatMap(({ person }) =>
        person.memberships
          .filter((membership) => membership.startAt <= snapshotAt)
          .map(({ session, startAt, endAt }) => [
            world.model.courseId,
            session.id,
            person.tableId,
            tableTime(startAt),
            endAt === null || endAt > snapshotAt ? null : tableTime(endAt),
          ]),
      ),
  );

export const learnerTables: readonly TableMaker[] = [users, userIds, courseMemberships, sessionMemberships];
