import {
  type ExportKind,
  type ExportScope,
  SCHEMA_NAMES,
  type UserIdHashing,
} from '@learning-tracker/coursera';
import { z } from 'zod';

const text = z.string().min(1);
const textOrNumber = z.union([text, z.number()]);

const scopes = z.discriminatedUnion('typeName', [
  z.object({ typeName: z.literal('courseContext'), definition: z.object({ courseId: text }) }),
  z.object({
    typeName: z.literal('partnerContext'),
    definition: z.object({ partnerId: z.object({ maestroId: textOrNumber }) }),
  }),
  z.object({ typeName: z.literal('groupContext'), definition: z.object({ groupId: text }) }),
]);

const day = z.iso.date();

/** The body of `POST onDemandExports.v2/`. */
export const exportRequest = z.object({
  scope: scopes,
  exportType: z.enum(['RESEARCH_WITH_SCHEMAS', 'RESEARCH_EVENTING', 'GRADEBOOK']),
  anonymityLevel: z.enum(['HASHED_IDS_NO_PII', 'HASHED_IDS_WITH_ISOLATED_UGC_NO_PII']),
  statementOfPurpose: text,
  schemaNames: z.array(z.enum(SCHEMA_NAMES)).min(1).nullish(),
  interval: z
    .object({ start: day, end: day })
    .refine(({ start, end }) => start <= end, 'ends before it starts')
    .nullish(),
  ignoreExisting: z.boolean().nullish(),
});

export type RequestBody = z.output<typeof exportRequest>;

export function scopeOf({ scope }: Pick<RequestBody, 'scope'>): ExportScope {
  switch (scope.typeName) {
    case 'courseContext':
      return { kind: 'course', courseId: scope.definition.courseId };
    case 'partnerContext':
      return { kind: 'partner', partnerId: String(scope.definition.partnerId.maestroId) };
    case 'groupContext':
      return { kind: 'group', groupId: scope.definition.groupId };
  }
}

/** `courseContext~ID` of a query. */
export function scopeOfQuery(query: string): ExportScope | null {
  const [, kind = '', id = ''] = /^(course|partner|group)Context~(.+)$/.exec(query) ?? [];
  switch (kind) {
    case 'course':
      return { kind, courseId: id };
    case 'partner':
      return { kind, partnerId: id };
    case 'group':
      return { kind, groupId: id };
    default:
      return null;
  }
}

export const KIND_OF: Readonly<Record<RequestBody['exportType'], ExportKind>> = {
  RESEARCH_WITH_SCHEMAS: 'tables',
  RESEARCH_EVENTING: 'clickstream',
  GRADEBOOK: 'gradebook',
};

export const HASHING_OF: Readonly<Record<RequestBody['anonymityLevel'], UserIdHashing>> = {
  HASHED_IDS_NO_PII: 'linked',
  HASHED_IDS_WITH_ISOLATED_UGC_NO_PII: 'isolated',
};
