import type { TypedRow } from '@learning-tracker/coursera';
import { z } from 'zod';

const id = z.string();
const optionalId = z.string().nullable();
const time = z.int();
const optionalTime = z.int().nullable();
const number = z.number().nullable();

/** Rows as the ledger keeps them; also the list of columns that can leave the fetcher without `publish`. */
const typedRow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ProgressRow'), itemId: id, state: z.int(), at: time }),
  z.object({ kind: z.literal('MembershipRow'), sessionId: id, startAt: time, endAt: optionalTime }),
  z.object({ kind: z.literal('QuestionRow'), questionId: id, at: time }),
  z.object({ kind: z.literal('AnswerRow'), answerId: id, questionId: id, at: time }),
  z.object({ kind: z.literal('ItemGradeRow'), itemId: id, grade: number, at: optionalTime }),
  z.object({ kind: z.literal('CourseGradeRow'), overall: number, at: optionalTime }),
  z.object({
    kind: z.literal('ItemRow'),
    itemId: id,
    branchId: optionalId,
    lessonId: optionalId,
    typeId: optionalId,
    order: number,
    name: optionalId,
    optional: z.boolean(),
  }),
  z.object({
    kind: z.literal('LessonRow'),
    lessonId: id,
    branchId: optionalId,
    moduleId: optionalId,
    order: number,
    name: optionalId,
  }),
  z.object({
    kind: z.literal('ModuleRow'),
    moduleId: id,
    branchId: optionalId,
    order: number,
    name: optionalId,
  }),
  z.object({
    kind: z.literal('ItemTypeRow'),
    typeId: id,
    description: z.string(),
    category: optionalId,
    graded: z.boolean(),
    atomTypeId: optionalId,
  }),
  z.object({
    kind: z.literal('SessionRow'),
    sessionId: id,
    startAt: time,
    endAt: optionalTime,
    branchId: optionalId,
  }),
  z.object({ kind: z.literal('BranchRow'), branchId: id }),
  z.object({ kind: z.literal('LearnerIdRow'), tableId: id, dashboardId: id }),
  z.object({ kind: z.literal('OtherRow'), table: z.string() }),
]);

const extraColumns = z.record(z.string(), z.string());

export function parseRow(body: string): TypedRow {
  return typedRow.parse(JSON.parse(body));
}

export function parseExtra(extra: string): Readonly<Record<string, string>> {
  return extraColumns.parse(JSON.parse(extra));
}
