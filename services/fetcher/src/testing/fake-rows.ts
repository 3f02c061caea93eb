import type { BadRow, Click, CourseHint, TableRow, TypedRow } from '@learning-tracker/coursera';
import type { Micros } from '@learning-tracker/metrics';

/** Rows and clicks as the readers give them; lines are set when they are put into a file. */
export type RowSpec = Omit<TableRow, 'line'>;
export type BadSpec = Omit<BadRow, 'line'>;
export type ClickSpec = Omit<Click, 'line' | 'kind' | 'occurrence' | 'identity'>;

const COURSE = 'course-1';

export function inCourse(courseId: string): CourseHint {
  return { by: 'course', courseId };
}

interface RowOptions {
  readonly course?: CourseHint;
  readonly extra?: Readonly<Record<string, string>>;
}

function rowSpec(
  key: string,
  learnerId: string | null,
  row: TypedRow,
  factAt: Micros | null,
  options: RowOptions,
): RowSpec {
  return {
    key,
    learnerId,
    row,
    factAt,
    course: options.course ?? inCourse(COURSE),
    extra: options.extra ?? {},
  };
}

export function progress(
  learner: string,
  itemId: string,
  state: number,
  at: Micros,
  options: RowOptions = {},
): RowSpec {
  const row: TypedRow = { kind: 'ProgressRow', itemId, state, at };
  return rowSpec(`${learner}/${itemId}/${state}/${at}`, learner, row, at, options);
}

export function grade(learner: string, itemId: string, value: number, options: RowOptions = {}): RowSpec {
  return rowSpec(
    `${itemId}/${learner}`,
    learner,
    { kind: 'ItemGradeRow', itemId, grade: value, at: null },
    null,
    options,
  );
}

export function question(learner: string, questionId: string, at: Micros, options: RowOptions = {}): RowSpec {
  return rowSpec(questionId, learner, { kind: 'QuestionRow', questionId, at }, at, options);
}

export function session(sessionId: string, branchId: string | null, options: RowOptions = {}): RowSpec {
  return rowSpec(
    sessionId,
    null,
    { kind: 'SessionRow', sessionId, startAt: 0, endAt: null, branchId },
    null,
    options,
  );
}

export function branchModule(branchId: string, moduleId: string, order = 0): RowSpec {
  const row: TypedRow = { kind: 'ModuleRow', moduleId, branchId, order, name: null };
  return rowSpec(`${branchId}/${moduleId}`, null, row, null, { course: { by: 'branch', branchId } });
}

export function module(moduleId: string, order = 0, options: RowOptions = {}): RowSpec {
  return rowSpec(
    moduleId,
    null,
    { kind: 'ModuleRow', moduleId, branchId: null, order, name: null },
    null,
    options,
  );
}

export function itemType(typeId: string, description: string): RowSpec {
  const row: TypedRow = {
    kind: 'ItemTypeRow',
    typeId,
    description,
    category: null,
    graded: false,
    atomTypeId: null,
  };
  return rowSpec(typeId, null, row, null, { course: { by: 'export' } });
}

export function learnerId(tableId: string, dashboardId: string, underscored = 'slug_1'): RowSpec {
  const row: TypedRow = { kind: 'LearnerIdRow', tableId, dashboardId };
  return rowSpec(tableId, null, row, null, { course: { by: 'slug', underscored } });
}

export function other(table: string, key: string, learner: string | null, options: RowOptions = {}): RowSpec {
  return rowSpec(key, learner, { kind: 'OtherRow', table }, null, options);
}

export function badRow(fields: Partial<BadSpec> = {}): BadSpec {
  return {
    code: 'bad_time',
    reason: 'no time',
    original: Buffer.from('bad,row'),
    key: null,
    course: inCourse(COURSE),
    learnerId: null,
    ...fields,
  };
}

export function click(learner: string, at: Micros, fields: Partial<ClickSpec> = {}): ClickSpec {
  return {
    learnerId: learner,
    courseOrBranchId: COURSE,
    at,
    url: 'https://learn/x',
    key: 'pageview',
    value: '{}',
    extra: {},
    ...fields,
  };
}
