import type { AskedLearner, Forgetting, Receipt } from '@learning-tracker/erasure';
import {
  type Calibration,
  type Figure,
  type Figures,
  METRIC_IDS,
  type MetricId,
  type ProfileName,
  type SettingsView,
} from '@learning-tracker/metrics';
import {
  type Clock,
  createTelemetry,
  type Logger,
  parseCourseConfigs,
  silentLogger,
} from '@learning-tracker/runtime';
import type {
  DayFigures,
  LearnerMeta,
  LearnerRecord,
  LearnerRef,
  PartitionId,
  PartitionProgress,
} from '@learning-tracker/storage';
import type { LearnerSettingsChanged } from '@learning-tracker/streams';
import { signToken } from '../access/sign-token.ts';
import { CATALOGUE } from '../catalogue/indicators.ts';
import type { CourseDescription } from '../figures/course-directory.ts';
import type { FiguresReader, LearnerFigures } from '../figures/figures-reader.ts';
import type { GatewayStore } from '../figures/gateway-store.ts';
import type { GatewayDeps } from '../gateway.ts';
import type { LearnerSettings } from '../settings/learner-settings.ts';
import type { SettingsRequest } from '../settings/request.ts';

/** 2020-03-01T12:00:00.000007Z */
export const NOW = 1_583_064_000_000_007;
export const SECRET = 'a-secret-of-the-tests-0123456789abcdef';
/** A token that the test bed's gateway takes. */
export const tokenOf = (claims: Parameters<typeof signToken>[0], ttlSeconds = 3_600): Promise<string> =>
  signToken(claims, { secret: SECRET, nowMs: NOW / 1000, ttlSeconds });
/** Of learner t1 of course c1, whom the widget knows as d1. */
export const TOKEN = await tokenOf({ role: 'learner', sub: 't1', idKind: 'table', course: 'c1' });
/** The same learner by the id that the widget knows. */
export const WIDGET_TOKEN = await tokenOf({ role: 'learner', sub: 'd1', idKind: 'dashboard', course: 'c1' });
/** A link's token for whichever learner a widget address (`/learner_data/[change/]{id}/{branch}`) speaks of. */
export const linkFor = (path: string): Promise<string> => {
  const id = decodeURIComponent(path.split('/').at(-2) ?? '');
  return tokenOf({ role: 'learner', sub: id, idKind: 'dashboard', course: 'c1' });
};
export const STAFF_TOKEN = await tokenOf({ role: 'staff', sub: 'ann@example.org', course: 'c1' });
export const OPERATOR_TOKEN = await tokenOf({ role: 'operator', sub: 'olga@example.org' });

export interface FakeCourse {
  readonly courseId: string;
  version: number;
  readonly description: CourseDescription;
}

/** A store of one or more courses in memory; tests change its fields. */
export interface FakeStore extends GatewayStore {
  readonly fakeCourses: FakeCourse[];
  /** By `course/learner`. */
  readonly metas: Map<string, LearnerMeta>;
  /** Dashboard id → table id, by course. */
  readonly ids: Map<string, Map<string, string>>;
  /** By `course/learner`. */
  readonly days: Map<string, readonly DayFigures[]>;
  /** By `course/learner`, of either id. */
  readonly parts: Map<string, ReadonlyMap<string, Uint8Array>>;
  /** By course; the newest last. */
  readonly cohorts: Map<string, readonly DayFigures[]>;
  /** What a scan gives, whichever partition is asked for it. */
  readonly records: LearnerRecord[];
  readonly incomplete: Set<PartitionId>;
  /** Thrown by every call, when set. */
  failure: Error | null;
  calls: number;
}

const UNKNOWN_META: LearnerMeta = { revision: 'r', publishedAt: 0, processedAt: 0 };

export function createFakeStore(partitions = 4): FakeStore {
  const answer = async <T>(make: () => T): Promise<T> => {
    store.calls += 1;
    if (store.failure !== null) throw store.failure;
    return make();
  };
  const course = (courseId: string) => store.fakeCourses.find((one) => one.courseId === courseId);
  const store: FakeStore = {
    partitions,
    fakeCourses: [],
    metas: new Map(),
    ids: new Map(),
    days: new Map(),
    parts: new Map(),
    cohorts: new Map(),
    records: [],
    incomplete: new Set(),
    failure: null,
    calls: 0,
    meta: (learner) => answer(() => store.metas.get(keyOf(learner)) ?? null),
    read: (learner) =>
      answer(() => {
        const meta = store.metas.get(keyOf(learner));
        const parts = store.parts.get(keyOf(learner));
        if (meta === undefined && parts === undefined) return null;
        return { ...learner, meta: meta ?? UNKNOWN_META, parts: parts ?? new Map() };
      }),
    courses: () => answer(() => store.fakeCourses.map((one) => one.courseId)),
    courseVersion: (courseId) => answer(() => course(courseId)?.version ?? null),
    readCourse: (courseId) =>
      answer(() => {
        const found = course(courseId);
        return found === undefined ? null : { version: found.version, parts: new Map() };
      }),
    tableId: (courseId, dashboardId) => answer(() => store.ids.get(courseId)?.get(dashboardId) ?? null),
    dashboardId: (courseId, tableId) =>
      answer(() => {
        for (const [dashboardId, known] of store.ids.get(courseId) ?? []) {
          if (known === tableId) return dashboardId;
        }
        return null;
      }),
    scan: async function* (partition, courseId, after = '') {
      for (const record of store.records) {
        const isHere = partition === 0 && record.courseId === courseId && record.learnerId > after;
        if (isHere) yield record;
      }
    },
    cohort: (courseId, day) =>
      answer(
        () => store.cohorts.get(courseId)?.findLast((one) => day === undefined || one.day === day) ?? null,
      ),
    changes: (since) => answer(() => ({ learners: [], cursor: since })),
    history: (learner, from, to) =>
      answer(() => (store.days.get(keyOf(learner)) ?? []).filter(({ day }) => day >= from && day <= to)),
    leases: createFakeLeases(),
    progress: () =>
      answer(() =>
        (['content', ...Array(partitions).keys()] as const).map((partition): PartitionProgress => {
          const complete = !store.incomplete.has(partition);
          return { partition, epoch: 1, positions: {}, complete, counts: {} };
        }),
      ),
  };
  return store;
}

export const CALIBRATION: Calibration = {
  version: 3,
  metric_2: { maximum: 1.4, source: 'fixed', provisional: false, learners: 0 },
  metric_4: { maximum: 1500, source: 'present', provisional: true, learners: 40 },
};

export const NO_FIGURE: Figure = {
  value: null,
  absolute: null,
  total: null,
  scaled: null,
  raw: null,
  reason: 'no_data',
  dueSoFar: null,
};

/** Figures with one of every kind; what is not given has no figure. */
export function figuresOf(given: Partial<Record<MetricId, Partial<Figure>>> = {}): Figures {
  const entry = (id: MetricId): Figure => {
    const figure = given[id];
    return figure === undefined ? NO_FIGURE : { ...NO_FIGURE, reason: null, ...figure };
  };
  const [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12] = METRIC_IDS;
  return {
    [m1]: entry(m1),
    [m2]: entry(m2),
    [m3]: entry(m3),
    [m4]: entry(m4),
    [m5]: entry(m5),
    [m6]: entry(m6),
    [m7]: entry(m7),
    [m8]: entry(m8),
    [m9]: entry(m9),
    [m10]: entry(m10),
    [m11]: entry(m11),
    [m12]: entry(m12),
  };
}

export interface FakeFigures extends FiguresReader {
  readonly asked: { readonly learner: LearnerRef; readonly profile: ProfileName }[];
  /** Used for every learner; null: the course has no such learner. */
  figures: Figures | null;
  failure: Error | null;
}

export function createFakeFigures(store: FakeStore): FakeFigures {
  const reader: FakeFigures = {
    asked: [],
    figures: figuresOf({
      metric_1: { value: 80, scaled: 8, raw: 80 },
      metric_4: { value: 12.5, scaled: 5.25, raw: 12.52, progressOnly: true },
      metric_5: { value: -1.5, scaled: 10, raw: -1.5, dueSoFar: 9 },
      metric_7: { value: 27, absolute: 12, total: 45, scaled: 2.67, raw: 26.666, dueSoFar: 18 },
      metric_8: { reason: 'no_items', absolute: 0, total: 0 },
    }),
    failure: null,
    async explanation(learner, profile, metric) {
      const read = await reader.learner(learner, profile);
      if (read === null) return null;
      const figure = read.figures[metric];
      const arithmetic =
        figure.raw === null ? null : ({ op: 'value', label: metric, value: figure.raw } as const);
      const evidence = [{ label: 'an item', at: NOW, value: 1 }];
      const { version: calibrationVersion } = CALIBRATION;
      const scale = metric === 'metric_4' ? CALIBRATION.metric_4 : null;
      const explanation = {
        ...{ metric, profile, calibrationVersion, scale, figure, arithmetic, evidence },
        unit: CATALOGUE[metric].unit,
        sentence: `${metric} is what it is.`,
      };
      return { asOf: read.asOf, explanation };
    },
    async learner(learner, profile): Promise<LearnerFigures | null> {
      reader.asked.push({ learner, profile });
      if (reader.failure !== null) throw reader.failure;
      const meta = store.metas.get(keyOf(learner));
      if (meta === undefined || reader.figures === null) return null;
      return {
        ...learner,
        ...meta,
        profile,
        figures: reader.figures,
        calibration: CALIBRATION,
        asOf: NOW - 1_000_000,
        exportedUpTo: NOW - 1_000_000,
      };
    },
  };
  return reader;
}

/** A course c1 (branches b1, b2) with learner t1, whom dashboards know as d1; and everything a gateway needs. */
export function createTestBed() {
  const store = createFakeStore();
  store.fakeCourses.push({
    courseId: 'c1',
    version: 1,
    description: describedCourse('standard', ['b1', 'b2']),
  });
  store.metas.set('c1/t1', { revision: 'r1', publishedAt: NOW - 900_000, processedAt: NOW - 400_000 });
  store.ids.set('c1', new Map([['d1', 't1']]));
  const figures = createFakeFigures(store);
  const clock = createManualClock();
  const log = createRecordingLogger();
  const settings = createFakeSettings();
  const forgetting = createFakeForgetting();
  const emails = new Map<string, string>();
  const events: LearnerSettingsChanged[] = [];
  const deps: GatewayDeps = {
    forgetting,
    isErased: ({ courseId, learnerId }) => forgetting.erased.has(`${courseId}/${learnerId}`),
    store,
    figures,
    settings,
    settingsHistory: {
      events: async ({ courseId, learnerId }) =>
        events.filter((one) => one.courseId === courseId && one.dashboardId === learnerId),
    },
    vault: { read: async (learner) => emails.get(keyOf(learner)) ?? null },
    describeCourse: (courseId) => {
      const found = store.fakeCourses.find((one) => one.courseId === courseId);
      return found?.description ?? describedCourse('standard', []);
    },
    clock,
    logger: log.logger,
    telemetry: createTelemetry(),
    keys: { secret: SECRET },
  };
  return { store, figures, settings, forgetting, emails, events, clock, log, deps };
}

function createManualClock(): Clock & { advance(micros: number): void } {
  let now = NOW;
  return {
    now: () => now,
    advance: (micros) => {
      now += micros;
    },
  };
}

export interface FakeForgetting extends Forgetting {
  /** As `course/learner`. */
  readonly erased: Set<string>;
  readonly asked: AskedLearner[];
  /** What `begin` waits for; null: its receipt is there at once. */
  until: Promise<void> | null;
}

export function createFakeForgetting(): FakeForgetting {
  const receipts = new Map<string, Receipt | 'running'>();
  const fake: FakeForgetting = {
    erased: new Set(),
    asked: [],
    until: null,
    begin(asked) {
      const id = `e${fake.asked.push(...asked)}`;
      receipts.set(id, 'running');
      const run = async () => {
        await fake.until;
        const at = NOW;
        const place = { courseId: 'c1', place: 'store', state: 'erased', count: 3, at } as const;
        const receipt: Receipt = { id, digests: ['0f'.repeat(32)], places: [place], complete: true };
        receipts.set(id, receipt);
        return receipt;
      };
      return { id, done: run() };
    },
    find: async (id) => receipts.get(id) ?? null,
    close: async () => {},
  };
  return fake;
}

export interface FakeSettings extends LearnerSettings {
  /** By `course/dashboard id`. */
  readonly views: Map<string, SettingsView>;
  readonly changes: { readonly learner: LearnerRef; readonly request: SettingsRequest }[];
  readonly loads: LearnerRef[];
  /** Thrown by every change, when set. */
  failure: Error | null;
}

/** A course as the store describes it, with the configuration's defaults. */
export function describedCourse(profile: ProfileName, branchIds: readonly string[]): CourseDescription {
  const [config = null] = parseCourseConfigs('{"courseId":"c1"}', 'course.json');
  return { profile, branchIds, config, endsAt: null };
}

/** Leases that nobody gives back in time. */
function createFakeLeases(): GatewayStore['leases'] {
  const held = new Set<string>();
  return {
    acquire: async (name) => !held.has(name) && held.add(name) !== undefined,
    renew: async () => false,
    release: async () => {},
  };
}

export const INITIAL_VIEW: SettingsView = {
  consent: null,
  followUp: false,
  goal: null,
  selection: [],
  questionnaires: 0,
  goalMayChange: false,
  selectionMayChange: false,
  openedAt: null,
  changedAt: null,
};

export function createFakeSettings(): FakeSettings {
  const fake: FakeSettings = {
    views: new Map(),
    changes: [],
    loads: [],
    failure: null,
    view: async (learner) => fake.views.get(keyOf(learner)) ?? INITIAL_VIEW,
    async change(learner, request) {
      if (fake.failure !== null) throw fake.failure;
      fake.changes.push({ learner, request });
    },
    noteLoad: (learner) => void fake.loads.push(learner),
    close: async () => {},
  };
  return fake;
}

export function createRecordingLogger(): { readonly logger: Logger; text(): string } {
  const lines: string[] = [];
  const note = (fields: object, message: string) => void lines.push(JSON.stringify({ message, ...fields }));
  const logger: Logger = {
    ...silentLogger,
    debug: note,
    info: note,
    warn: note,
    error: note,
    child: () => logger,
  };
  return { logger, text: () => lines.join('\n') };
}

function keyOf(learner: LearnerRef): string {
  return `${learner.courseId}/${learner.learnerId}`;
}
