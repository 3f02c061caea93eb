import { METRIC_IDS } from '@learning-tracker/metrics';
import type { LearnerSettingsChanged } from '@learning-tracker/streams';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openRedisStore } from '../../packages/storage/src/redis/testing/stores.ts';
import { until } from '../../packages/streams/contract/until.ts';
import { COURSE } from '../e2e/small-course.ts';
import { type Servers, startServers } from '../servers/index.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { embeddedLogs, kafkaLogs, startTwoMachines, type TwoMachines } from './machines.ts';

let redis: RedisServer;
let servers: Servers;
beforeAll(async () => {
  [redis, servers] = await Promise.all([startRedis(), startServers()]);
}, 120_000);
afterAll(async () => {
  await Promise.all([redis.destroy(), servers.stop()]);
});

const WEEK = 7 * 86_400_000_000;
const ANSWERS = Array.from({ length: 24 }, (_, n) => `srl_item_${n + 1}_4`);

const change = fc.oneof(
  fc.record({ route: fc.constant('consent' as const), body: fc.record({ consent: fc.boolean() }) }),
  fc.record({
    route: fc.constant('goal' as const),
    body: fc.record({ goal: fc.constantFrom('a', 'b', 'c') }),
  }),
  fc.record({
    route: fc.constant('widget' as const),
    body: fc.record({
      selected_metrics: fc.shuffledSubarray([...METRIC_IDS], { minLength: 3, maxLength: 6 }),
    }),
  }),
  fc.record({ route: fc.constant('SRL' as const), body: fc.constant({ SRL_answers: ANSWERS }) }),
);
const request = fc.record({ at: fc.constantFrom(0 as const, 1 as const), change });
/** Changes that are asked for at once, in each of some weeks. */
const term = fc.array(fc.array(request, { minLength: 2, maxLength: 6 }), { minLength: 1, maxLength: 3 });

const document = z.object({
  consent: z.boolean().nullable(),
  SRL_quest: z.boolean(),
  goal: z.string().nullable(),
  selected_metrics: z.array(z.enum(METRIC_IDS)),
  update_goal_flag: z.boolean(),
  update_indicators_flag: z.boolean(),
});
type Shown = z.infer<typeof document>;

const INITIAL: Shown = {
  consent: null,
  SRL_quest: false,
  goal: null,
  selected_metrics: [],
  update_goal_flag: false,
  update_indicators_flag: false,
};

/** What widget-api.md makes of one event after another; throws for a change that no week allowed. */
function lived(shown: Shown, { change }: LearnerSettingsChanged): Shown {
  if ('ConsentChanged' in change) return { ...shown, consent: change.ConsentChanged.consent };
  if ('SrlAnswered' in change) return { ...shown, SRL_quest: true };
  if ('GoalSet' in change) {
    if (shown.goal !== null && !shown.update_goal_flag) throw new Error('a second goal in a week');
    return { ...shown, goal: change.GoalSet.goal, update_goal_flag: false };
  }
  if ('IndicatorsSelected' in change) {
    if (shown.selected_metrics.length > 0 && !shown.update_indicators_flag)
      throw new Error('a second choice in a week');
    const selected_metrics = METRIC_IDS.filter((id) => change.IndicatorsSelected.metrics.includes(id));
    return { ...shown, selected_metrics, update_indicators_flag: false };
  }
  if ('WeekOpened' in change) {
    return {
      ...shown,
      update_goal_flag: shown.goal !== null,
      update_indicators_flag: shown.selected_metrics.length > 0,
    };
  }
  return shown;
}

/** By their own times, which are what every reader orders them by; a week may be told twice, in the same words. */
function fold(events: readonly LearnerSettingsChanged[]): Shown {
  const changes = events.filter(({ change }) => !('InteractionRecorded' in change));
  const told = new Map(changes.map((event) => [JSON.stringify(event), event]));
  expect(new Set([...told.values()].map(({ at }) => at)).size).toBe(told.size);
  return [...told.values()].sort((a, b) => a.at - b.at).reduce(lived, INITIAL);
}

async function shownBy({ gateways }: TwoMachines, id: string): Promise<Shown[]> {
  return Promise.all(
    gateways.map(async ({ gateway, link }) => {
      const answer = await gateway.app.inject(`${await link(id)}/learner_data/${id}/${COURSE}`);
      const shown = document.parse(answer.json());
      return { ...shown, selected_metrics: METRIC_IDS.filter((one) => shown.selected_metrics.includes(one)) };
    }),
  );
}

async function ask({ gateways }: TwoMachines, id: string, { at, change }: Asked): Promise<number> {
  const { gateway, link } = gateways[at];
  const url = `${await link(id)}/learner_data/${change.route}/${id}/${COURSE}`;
  const answer = await gateway.app.inject({ method: 'POST', url, payload: change.body });
  expect([200, 403, 409]).toContain(answer.statusCode);
  expect(answer.json().success).toBe(answer.statusCode === 200);
  return answer.statusCode;
}
type Asked = typeof request extends fc.Arbitrary<infer T> ? T : never;

async function openWeek(bed: TwoMachines, id: string): Promise<void> {
  const opened = async () =>
    (await bed.events()).filter(({ dashboardId, change }) => dashboardId === id && 'WeekOpened' in change)
      .length;
  const before = await opened();
  const known = (await bed.events()).some(
    ({ dashboardId, change }) => dashboardId === id && !('InteractionRecorded' in change),
  );
  bed.clock.at += WEEK;
  if (!known) return;
  await until('a week is opened', async () => {
    await Promise.all(bed.rollovers.map((rollover) => rollover.look()));
    return (await opened()) > before;
  });
  await until('both gateways show it', async () => {
    const lasting = fold((await bed.events()).filter(({ dashboardId }) => dashboardId === id));
    return (await shownBy(bed, id)).every((shown) => JSON.stringify(shown) === JSON.stringify(lasting));
  });
}

/** The names that events have on the log, by the routes that ask for them. */
const EVENTS = {
  consent: 'ConsentChanged',
  goal: 'GoalSet',
  widget: 'IndicatorsSelected',
  SRL: 'SrlAnswered',
};

test.each(['kafka', 'embedded'] as const)(
  'changes that race on two gateways over Redis: one wins, none is lost, one a week (%s log)',
  async (kind) => {
    const logs =
      kind === 'kafka' ? kafkaLogs(servers.kafkaBrokers, servers.schemaRegistryUrl) : embeddedLogs();
    const { host, port } = redis;
    const openStore = (partitions: number) =>
      openRedisStore({ addresses: [{ host, port }] }, kind, partitions);
    const bed = await startTwoMachines(logs, openStore);
    let learners = 0;
    await fc.assert(
      fc.asyncProperty(term, async (weeks) => {
        const id = `${kind}-learner-${learners++}`;
        const won: string[] = [];
        for (const requests of weeks) {
          const before = await shownBy(bed, id);
          expect(before[0]).toEqual(before[1]);
          const codes = await Promise.all(requests.map((one) => ask(bed, id, one)));
          won.push(...requests.flatMap(({ change }, n) => (codes[n] === 200 ? [EVENTS[change.route]] : [])));
          // Something was always allowed to the first of them, unless no week allowed any.
          const [first] = before;
          const allowed = requests.some(({ change: { route } }) =>
            route === 'goal'
              ? first?.goal === null || first?.update_goal_flag
              : route !== 'widget' || first?.selected_metrics.length === 0 || first?.update_indicators_flag,
          );
          expect(codes.includes(200)).toBe(allowed);
          const own = (await bed.events()).filter(({ dashboardId }) => dashboardId === id);
          expect(await shownBy(bed, id)).toEqual([fold(own), fold(own)]);
          await openWeek(bed, id);
        }
        const own = (await bed.events()).filter(({ dashboardId }) => dashboardId === id);
        const changes = own.flatMap(({ change }) => Object.keys(change));
        expect(changes.filter((name) => Object.values(EVENTS).includes(name)).sort()).toEqual(won.sort());
        // What is stored once nothing is pending is what was shown.
        await until('all is settled', async () => {
          const stored = await bed.machines[1].store.settings({ courseId: COURSE, learnerId: id });
          const [one, two] = await shownBy(bed, id);
          expect(one).toEqual(two);
          const isEmpty = own.length === 0;
          return (
            stored.pending.length === 0 && (isEmpty || JSON.stringify(one) === JSON.stringify(fold(own)))
          );
        });
      }),
      { numRuns: 12, endOnFailure: true },
    );
  },
  240_000,
);
