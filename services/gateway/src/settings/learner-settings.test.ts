import { emptyPart, type SettingsPart } from '@learning-tracker/metrics';
import { createManualScheduler, createTelemetry } from '@learning-tracker/runtime';
import type { EmailVault } from '@learning-tracker/storage';
import { type EventLog, partitionOf, recordKey, TOPICS } from '@learning-tracker/streams';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSettingsBench, PARTITIONS, type SettingsBench } from '../testing/settings-bench.ts';
import type { SettingsRequest } from './request.ts';

let bench: SettingsBench;
beforeEach(async () => {
  bench = await createSettingsBench();
});
afterEach(() => bench.dispose());

const ANN = { courseId: 'c1', learnerId: 'ann' };
const PARTITION = partitionOf(recordKey('c1', 'ann'), PARTITIONS);
const GOAL: SettingsRequest = { kind: 'goal', goal: 'first' };
const OTHER_GOAL: SettingsRequest = { kind: 'goal', goal: 'second' };
const consent = (given: boolean, followUp: boolean | null = null, email: string | null = null) =>
  ({ kind: 'consent', consent: given, followUp, email }) as const;

/** A log that is away until told otherwise. */
function brokenLog(): Pick<EventLog, 'append' | 'offsets'> & { away: boolean } {
  const broken = {
    away: true,
    offsets: bench.log.offsets,
    async append(records: Parameters<EventLog['append']>[0]) {
      if (broken.away) throw new Error('away');
      await bench.log.append(records);
    },
  };
  return broken;
}

describe('a change', () => {
  test('is on the log and shown by every gateway when it resolves', async () => {
    await bench.settings().change(ANN, GOAL);
    expect(await bench.settings().view(ANN)).toMatchObject({ goal: 'first', changedAt: bench.clock.at });
    expect(await bench.events()).toMatchObject([
      {
        courseId: 'c1',
        dashboardId: 'ann',
        actor: 'learner',
        at: bench.clock.at,
        change: { GoalSet: { goal: 'first' } },
      },
    ]);
    const [place] = (await bench.log.offsets(TOPICS.learnerSettings)).filter(({ end }) => end > 0);
    expect(place?.partition).toBe(PARTITION);
  });

  test('joins what is stored with what is pending', async () => {
    const part: SettingsPart = {
      kind: 'settings',
      consent: { at: 1, eventId: 'c', value: { consent: true, followUp: true } },
      goal: { at: 2, eventId: 'g', value: 'old' },
      selection: null,
      questionnaires: new Map([['q', { at: 3, eventId: 'q', value: [1] }]]),
      opened: { week: 1, at: 4 },
      expiredAt: null,
    };
    await bench.storePart(PARTITION, ANN, part);
    const settings = bench.settings();
    expect(await settings.view(ANN)).toMatchObject({ goal: 'old', goalMayChange: true, questionnaires: 1 });
    await settings.change(ANN, GOAL);
    expect(await settings.view(ANN)).toMatchObject({ consent: true, goal: 'first', goalMayChange: false });
    await expect(settings.change(ANN, OTHER_GOAL)).rejects.toMatchObject({ code: 'CHANGE_NOT_OPEN' });
    expect(await settings.view(ANN)).toMatchObject({ goal: 'first' });
  });

  test('prevails over what it was decided on, however far back this clock stands', async () => {
    const opened = { week: 1, at: bench.clock.at + 60_000_000 };
    const goal = { at: bench.clock.at + 50_000_000, eventId: 'g', value: 'old' };
    const part = emptyPart('settings');
    if (part.kind !== 'settings') throw new Error('not a settings part');
    await bench.storePart(PARTITION, ANN, { ...part, goal, opened });
    const settings = bench.settings();
    await settings.change(ANN, GOAL);
    expect(await settings.view(ANN)).toMatchObject({
      goal: 'first',
      goalMayChange: false,
      changedAt: opened.at + 1,
    });
  });

  test('of two that race one wins, the other changes nothing', async () => {
    await bench.catchUp(PARTITION);
    const gateways = [bench.settings(), bench.settings()];
    const results = await Promise.allSettled(
      gateways.flatMap((gateway, n) => [
        gateway.change(ANN, { kind: 'goal', goal: `goal ${n}` }),
        gateway.change(ANN, consent(true)),
      ]),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(['SETTINGS_CONFLICT', 'CHANGE_NOT_OPEN']).toContain(reason.code);
    const goals = (await bench.events()).filter(({ change }) => 'GoalSet' in change);
    expect(goals.length).toBeLessThanOrEqual(1);
    const { revision } = await bench.store.settings(ANN);
    expect(revision).toBe(results.length - refused.length);
  });

  test('whose decision is overtaken is a conflict', async () => {
    const store = { ...bench.store };
    const late = bench.settings({
      store: {
        ...store,
        async settings(learner) {
          const stored = await store.settings(learner);
          await bench.settings().change(ANN, consent(false));
          return stored;
        },
      },
    });
    await expect(late.change(ANN, GOAL)).rejects.toMatchObject({
      code: 'SETTINGS_CONFLICT',
      statusCode: 409,
    });
    expect(await bench.settings().view(ANN)).toMatchObject({ consent: false, goal: null });
  });

  test('that the log does not take is answered by 503, and stays pending', async () => {
    const settings = bench.settings({ log: brokenLog() });
    await expect(settings.change(ANN, GOAL)).rejects.toMatchObject({ code: 'UNAVAILABLE', statusCode: 503 });
    expect(await bench.events()).toEqual([]);
    expect((await bench.store.settings(ANN)).pending).toHaveLength(1);
    expect(await settings.view(ANN)).toMatchObject({ goal: 'first' });
  });

  test('is not decided while the store is behind the log', async () => {
    await bench.settings().change(ANN, GOAL);
    const emptied = { ...bench.store, settings: async () => ({ revision: 0, part: null, pending: [] }) };
    const settings = bench.settings({ store: emptied });
    await expect(settings.change(ANN, OTHER_GOAL)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await bench.events()).toHaveLength(1);
  });
});

test('of changes through two gateways whose clocks differ the last accepted is shown', async () => {
  let run = 0;
  const step = fc.record({ gateway: fc.nat(1), given: fc.boolean(), back: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      const learner = { courseId: 'c1', learnerId: `learner ${++run}` };
      const partition = partitionOf(recordKey(learner.courseId, learner.learnerId), PARTITIONS);
      await bench.catchUp(partition);
      const gateways = [bench.settings(), bench.settings()];
      let shown: boolean | null = null;
      for (const { gateway, given, back } of steps) {
        bench.clock.at -= back;
        await gateways[gateway]?.change(learner, consent(given));
        shown = given;
        for (const other of gateways) expect((await other.view(learner)).consent).toBe(shown);
      }
    }),
    { numRuns: 30 },
  );
});

describe('the e-mail address', () => {
  const calls: unknown[][] = [];
  const vault: Pick<EmailVault, 'put' | 'delete'> = {
    put: async (...call) => void calls.push(['put', ...call]),
    delete: async (...call) => void calls.push(['delete', ...call]),
  };
  beforeEach(() => void calls.splice(0));

  test.each([
    [
      'is kept with consent and follow-up',
      consent(true, true, 'ann@example.org'),
      ['put', ANN, 'ann@example.org'],
    ],
    ['that is invalid leaves an older one as it is', consent(true, true, null), null],
    ['goes without follow-up', consent(true, false, null), ['delete', ANN]],
    ['goes where follow-up is not asked for', consent(true, null, 'ann@example.org'), ['delete', ANN]],
    ['goes with consent', consent(false, true, 'ann@example.org'), ['delete', ANN]],
  ])('%s', async (_, request, expected) => {
    await bench.settings({ vault }).change(ANN, request);
    expect(calls).toEqual(expected === null ? [] : [[...expected, bench.clock.at]]);
    for (const event of await bench.events()) expect(JSON.stringify(event)).not.toContain('example.org');
    expect(await bench.settings().view(ANN)).toMatchObject({ consent: request.consent });
  });

  test('that the vault does not take is answered by 503, and the change is on the log all the same', async () => {
    const away = async () => {
      throw new Error('away');
    };
    await bench.catchUp(PARTITION);
    const settings = bench.settings({ vault: { put: away, delete: away } });
    for (const request of [consent(true, true, 'ann@example.org'), consent(false)]) {
      await expect(settings.change(ANN, request)).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        statusCode: 503,
      });
    }
    expect((await bench.events()).map(({ change }) => change)).toMatchObject([
      { ConsentChanged: { consent: true } },
      { InteractionRecorded: { kind: 'consent' } },
      { ConsentChanged: { consent: false } },
    ]);
  });

  test('is read by whoever has the key, until it is withdrawn', async () => {
    await bench.catchUp(PARTITION);
    const settings = bench.settings();
    await settings.change(ANN, consent(true, true, 'ann@example.org'));
    expect(await bench.vault.read(ANN)).toBe('ann@example.org');
    await settings.change(ANN, consent(true, true, 'ann@example.com'));
    expect(await bench.vault.read(ANN)).toBe('ann@example.com');
    await settings.change(ANN, consent(false));
    expect(await bench.vault.read(ANN)).toBeNull();
  });

  test('of a refused change is left alone', async () => {
    const store = { ...bench.store, proposeSettings: async () => 'conflict' as const };
    const settings = bench.settings({ vault, store });
    await expect(settings.change(ANN, consent(true, true, 'ann@example.org'))).rejects.toThrow();
    expect(calls).toEqual([]);
  });
});

describe('loads of the widget', () => {
  const kinds = async () => (await bench.events()).map(({ change }) => change);
  const LOADED = { InteractionRecorded: { kind: 'load_widget' } };

  test('are recorded, also of a learner who did not consent', async () => {
    const settings = bench.settings();
    settings.noteLoad(ANN);
    settings.noteLoad(ANN);
    await vi.waitFor(async () => expect(await kinds()).toEqual([LOADED, LOADED]));
    expect(await bench.store.settings(ANN)).toMatchObject({ revision: 0 });
  });

  test('wait for a log that is away', async () => {
    const log = brokenLog();
    const scheduler = createManualScheduler();
    const settings = bench.settings({ log, scheduler });
    settings.noteLoad(ANN);
    await vi.waitFor(() => expect(scheduler.waiting).toBe(1));
    settings.noteLoad(ANN);
    log.away = false;
    scheduler.advance(1_000);
    await vi.waitFor(async () => expect(await kinds()).toEqual([LOADED, LOADED]));
  });

  test('that no log takes are counted at the end, and closing does not wait', async () => {
    const telemetry = createTelemetry();
    const settings = bench.settings({ log: brokenLog(), scheduler: createManualScheduler(), telemetry });
    settings.noteLoad(ANN);
    await settings.close();
    expect(await telemetry.text()).toMatch(/learning_tracker_interactions_lost_total 1/);
  });
});
