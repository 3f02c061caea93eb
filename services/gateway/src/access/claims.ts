import { z } from 'zod';

export const ROLES = ['learner', 'staff', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a learner is named by table id or by dashboard id (widget-api.md). */
export const ID_KINDS = ['table', 'dashboard'] as const;
export type IdKind = (typeof ID_KINDS)[number];

/** What a token allows. */
export type Access = LearnerAccess | StaffAccess | OperatorAccess;

/** One learner of one course: everything of this one, nothing of anybody else. */
export interface LearnerAccess {
  readonly role: 'learner';
  readonly courseId: string;
  readonly id: string;
  readonly idKind: IdKind;
  /** Epoch milliseconds. */
  readonly expiresAtMs: number;
}

export interface StaffAccess {
  readonly role: 'staff';
  /** Who reads, for the audit. */
  readonly subject: string;
  readonly courseIds: readonly string[];
  readonly expiresAtMs: number;
}

export interface OperatorAccess {
  readonly role: 'operator';
  readonly subject: string;
  readonly expiresAtMs: number;
}

const named = z.string().min(1).max(200);
const common = { sub: named, exp: z.number().positive() };

/** Claims of a token; others (`iss`, `iat`, …) are left alone. */
export const claimsSchema = z.discriminatedUnion('role', [
  z.object({ ...common, role: z.literal('learner'), course: named, idKind: z.enum(ID_KINDS) }),
  z.object({ ...common, role: z.literal('staff'), course: z.union([named, z.array(named).min(1)]) }),
  z.object({ ...common, role: z.literal('operator') }),
]);

export type Claims = z.output<typeof claimsSchema>;

/** @returns null for claims that allow nothing */
export function accessOf(payload: unknown): Access | null {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { sub, exp, ...claims } = parsed.data;
  const expiresAtMs = exp * 1000;
  switch (claims.role) {
    case 'learner':
      return { role: 'learner', courseId: claims.course, id: sub, idKind: claims.idKind, expiresAtMs };
    case 'staff':
      return { role: 'staff', subject: sub, courseIds: [claims.course].flat(), expiresAtMs };
    case 'operator':
      return { role: 'operator', subject: sub, expiresAtMs };
  }
}
