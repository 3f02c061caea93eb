import { z } from 'zod';
import type { ExportJob, ExportKind, ExportRequest, ExportScope, JobStatus, UserIdHashing } from './model.ts';

const KINDS = {
  tables: 'RESEARCH_WITH_SCHEMAS',
  clickstream: 'RESEARCH_EVENTING',
  gradebook: 'GRADEBOOK',
} as const satisfies Record<ExportKind, string>;

const HASHINGS = {
  linked: 'HASHED_IDS_NO_PII',
  isolated: 'HASHED_IDS_WITH_ISOLATED_UGC_NO_PII',
} as const satisfies Record<UserIdHashing, string>;

const STATUSES: Readonly<Record<string, JobStatus>> = {
  PENDING: 'pending',
  IN_PROGRESS: 'in-progress',
  SUCCESSFUL: 'successful',
  TERMINATED: 'terminated',
};

/** Some answers write numbers where others write texts. */
const id = z.union([z.string(), z.number().transform(String)]);

const scope = z.union([
  z
    .object({ typeName: z.literal('courseContext'), definition: z.object({ courseId: id }) })
    .transform(({ definition }): ExportScope => ({ kind: 'course', courseId: definition.courseId })),
  z
    .object({
      typeName: z.literal('partnerContext'),
      definition: z.object({ partnerId: z.object({ maestroId: id }) }),
    })
    .transform(
      ({ definition }): ExportScope => ({ kind: 'partner', partnerId: definition.partnerId.maestroId }),
    ),
  z
    .object({ typeName: z.literal('groupContext'), definition: z.object({ groupId: id }) })
    .transform(({ definition }): ExportScope => ({ kind: 'group', groupId: definition.groupId })),
  z.unknown().transform((): null => null),
]);

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? null);

const micros = optional(z.number().transform((ms) => ms * 1000));

const metadata = z.object({
  createdAt: micros,
  startedAt: micros,
  completedAt: micros,
  snapshotAt: micros,
});
const NO_TIMES = { createdAt: null, startedAt: null, completedAt: null, snapshotAt: null };

const job = z
  .object({
    id: z.string().min(1),
    status: z.string(),
    scope: scope.optional(),
    exportType: optional(z.string()),
    anonymityLevel: optional(z.string()),
    schemaNames: optional(z.array(z.string())),
    interval: optional(z.object({ start: z.string(), end: z.string() })),
    downloadLink: optional(z.url({ protocol: /^https?$/ })),
    metadata: optional(metadata),
  })
  .transform(
    (answer): ExportJob => ({
      id: answer.id,
      status: STATUSES[answer.status] ?? 'unknown',
      statusText: answer.status,
      kind: nameOf(KINDS, answer.exportType),
      scope: answer.scope ?? null,
      hashing: nameOf(HASHINGS, answer.anonymityLevel),
      schemas: answer.schemaNames,
      interval: answer.interval,
      downloadLink: answer.downloadLink,
      ...(answer.metadata ?? NO_TIMES),
    }),
  );

function nameOf<N extends string>(names: Readonly<Record<N, string>>, text: string | null): N | null {
  for (const name in names) if (names[name] === text) return name;
  return null;
}

/** Answers of the export API; fields beyond these are allowed. */
export const answers = {
  jobs: z.object({ elements: z.array(job) }).transform(({ elements }) => elements),
  links: z.array(z.url({ protocol: /^https?$/ })),
  courses: z
    .object({ elements: z.array(z.object({ id, slug: z.string().optional() })) })
    .transform(({ elements }) => elements),
};

/** The body of a request for an export. */
export function requestBody(request: ExportRequest): Record<string, unknown> {
  const { kind, hashing, purpose, schemas, interval, ignoreExisting } = request;
  return {
    scope: scopeBody(request.scope),
    exportType: KINDS[kind],
    anonymityLevel: HASHINGS[hashing],
    statementOfPurpose: purpose,
    ...(schemas === undefined ? {} : { schemaNames: schemas }),
    ...(interval === undefined ? {} : { interval }),
    ...(ignoreExisting === true ? { ignoreExisting } : {}),
  };
}

function scopeBody(scope: ExportScope): Record<string, unknown> {
  switch (scope.kind) {
    case 'course':
      return { typeName: 'courseContext', definition: { courseId: scope.courseId } };
    case 'partner':
      return { typeName: 'partnerContext', definition: { partnerId: { maestroId: scope.partnerId } } };
    case 'group':
      return { typeName: 'groupContext', definition: { groupId: scope.groupId } };
  }
}
