import { METRIC_IDS } from '@learning-tracker/metrics';
import type { LearnerSettingsChanged } from '@learning-tracker/streams';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createGateway } from '../gateway.ts';
import { API_DOCUMENT_PATH } from '../http/api-document.ts';
import { createTestBed, linkFor, OPERATOR_TOKEN, STAFF_TOKEN, tokenOf } from '../testing/fakes.ts';
import { bodySchema, brokenRules, validBodies } from '../testing/schema-bodies.ts';
import { createSettingsBench, PARTITIONS } from '../testing/settings-bench.ts';

/** Every change that the API document names, with bodies made from the document, down to the records of the log. */

const bench = await createSettingsBench();
for (let partition = 0; partition < PARTITIONS; partition += 1) await bench.catchUp(partition);
const deps = { ...createTestBed().deps, settings: bench.settings() };
const config = { requestsPerAddress: 1e6, requestsPerLearner: 1e6 };
const gateway = await createGateway({ ...deps, config });
afterAll(async () => {
  await gateway.close();
  await bench.dispose();
});

const operation = z.object({
  requestBody: z.object({
    required: z.literal(true),
    content: z.object({ 'application/json': z.object({ schema: bodySchema }) }),
  }),
});
const { paths } = z
  .object({ paths: z.record(z.string(), z.object({ post: operation.optional().catch(undefined) })) })
  .parse((await gateway.app.inject(API_DOCUMENT_PATH)).json());
const routes = Object.entries(paths).flatMap(([path, { post }]) =>
  post === undefined ? [] : [{ path, schema: post.requestBody.content['application/json'].schema }],
);
const ajv = new Ajv({ strict: false });
let learners = 0;

/** Nobody has used the id before, so every first choice is open. */
const newLearner = () => `learner-${learners++}`;

const addressOf = (path: string, id: string) => path.replace('{dashboardId}', id).replace('{branch}', 'b1');

async function send(path: string, id: string, body: unknown, token?: string) {
  const answer = await gateway.app.inject({
    method: 'POST',
    url: addressOf(path, id),
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token ?? (await linkFor(`${id}/b1`))}`,
    },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.statusCode, body: answer.json() };
}

const REFUSED = { success: false, error: expect.any(String), message: expect.any(String) };

/** What is on the log since `before`, oldest first in each partition. */
async function eventsSince(before: readonly string[]): Promise<LearnerSettingsChanged[]> {
  const known = new Set(before);
  return (await bench.events()).filter(({ eventId }) => !known.has(eventId));
}
const eventIds = async () => (await bench.events()).map(({ eventId }) => eventId);

const answersBody = z.object({ SRL_answers: z.array(z.string()) });
const consentBody = z.object({ consent: z.boolean(), follow_up: z.boolean().optional() });

/** The changes that a first request asks for, as widget-api.md says, of a learner who was not asked for consent yet. */
const EXPECTED: Readonly<Record<string, (body: unknown) => readonly unknown[]>> = {
  consent(body) {
    const { consent, follow_up: followUp = null } = consentBody.parse(body);
    const used = consent ? [{ InteractionRecorded: { kind: 'consent' } }] : [];
    return [{ ConsentChanged: { consent, followUp } }, ...used];
  },
  goal: (body) => [{ GoalSet: z.object({ goal: z.string() }).parse(body) }],
  widget(body) {
    const { selected_metrics: metrics } = z
      .object({ selected_metrics: z.enum(METRIC_IDS).array() })
      .parse(body);
    return [{ IndicatorsSelected: { metrics } }];
  },
  SRL(body) {
    const { SRL_answers } = answersBody.parse(body);
    const answers = Array.from({ length: 24 }, (_, n) =>
      Number(SRL_answers.find((one) => one.startsWith(`srl_item_${n + 1}_`))?.at(-1)),
    );
    return [{ SrlAnswered: { answers } }];
  },
};

test('the document describes the body of each change', () => {
  expect(routes.map(({ path }) => path.split('/')[2]).sort()).toEqual(Object.keys(EXPECTED).sort());
});

describe.each(routes.map((route) => [route.path, route] as const))('%s', (_, { path, schema }) => {
  const kind = path.split('/')[2] ?? '';
  const takes = ajv.compile(schema);
  const valid = validBodies(schema);

  test('takes each valid body, and records exactly what was asked', async () => {
    await fc.assert(
      fc.asyncProperty(valid, async (body) => {
        const id = newLearner();
        const before = await eventIds();
        expect(takes(body)).toBe(true);
        expect(await send(path, id, body)).toEqual({ status: 200, body: { success: true } });
        const events = await eventsSince(before);
        expect(events.map(({ change }) => change)).toEqual(EXPECTED[kind]?.(body));
        for (const { courseId, dashboardId, actor } of events)
          expect({ courseId, dashboardId, actor }).toEqual({
            courseId: 'c1',
            dashboardId: id,
            actor: 'learner',
          });
      }),
      { numRuns: 40 },
    );
  });

  test.each(brokenRules(schema).map((broken) => [broken.rule, broken] as const))(
    'refuses a body that breaks: %s',
    async (_rule, { field, bodies }) => {
      const before = await eventIds();
      await fc.assert(
        fc.asyncProperty(bodies, async (body) => {
          expect(takes(body)).toBe(false);
          const { status, body: answer } = await send(path, newLearner(), body);
          expect([status, answer]).toEqual([400, REFUSED]);
          if (answer.error === 'SETTINGS_INVALID' && field !== null)
            expect(answer.message.startsWith(`${field} `)).toBe(true);
        }),
        { numRuns: 25 },
      );
      expect(await eventsSince(before)).toEqual([]);
    },
  );

  test('takes what the document takes and nothing else, and touches nobody else', async () => {
    const texts = fc.constantFrom(
      ...METRIC_IDS,
      'srl_item_1_1',
      'srl_item_24_7',
      '',
      ' ',
      '\u0000',
      '\ud800',
    );
    const near = fc.dictionary(
      fc.constantFrom(...Object.keys(schema.properties ?? {}), '__proto__', 'constructor', 'more'),
      fc.oneof(fc.jsonValue(), fc.boolean(), texts, fc.array(texts, { maxLength: 25 })),
      { noNullPrototype: true },
    );
    const bodies = fc.oneof(valid, near, fc.jsonValue(), ...brokenRules(schema).map((one) => one.bodies));
    const payloads = fc.oneof(
      { weight: 4, arbitrary: bodies.map((body) => JSON.stringify(body)) },
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(payloads, async (payload) => {
        const id = newLearner();
        const before = await eventIds();
        const { status, body: answer } = await send(path, id, payload);
        const events = await eventsSince(before);
        expect(events.filter(({ dashboardId }) => dashboardId !== id)).toEqual([]);
        if (status === 200) {
          expect([answer, takes(JSON.parse(payload))]).toEqual([{ success: true }, true]);
          expect(events.map(({ change }) => change)).toEqual(EXPECTED[kind]?.(JSON.parse(payload)));
        } else {
          expect([status, answer, events]).toEqual([400, REFUSED, []]);
          // A name that would reach into a prototype is refused before the body is looked at.
          if (answer.error === 'SETTINGS_INVALID') expect(takes(JSON.parse(payload))).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('takes a valid body from the learner alone', async () => {
    const before = await eventIds();
    const [body] = fc.sample(valid, 1);
    const id = newLearner();
    const learner = { role: 'learner', sub: id, idKind: 'dashboard', course: 'c1' } as const;
    const other = await linkFor(`${newLearner()}/b1`);
    const answers = [];
    for (const token of [other, STAFF_TOKEN, OPERATOR_TOKEN, 'wrong', await tokenOf(learner, -60)])
      answers.push(await send(path, id, body, token));
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 401, 401]);
    for (const answer of answers) expect(answer.body).toEqual(REFUSED);
    const url = addressOf(path, id);
    const without = await gateway.app.inject({ method: 'POST', url, payload: Object(body) });
    expect([without.statusCode, without.json()]).toEqual([401, REFUSED]);
    expect(await eventsSince(before)).toEqual([]);
  });

  test('takes a body up to the limit', async () => {
    const id = newLearner();
    const [body] = fc.sample(valid, 1);
    const sized = (bytes: number) => {
      const text = JSON.stringify(body);
      return `${text}${' '.repeat(bytes - Buffer.byteLength(text))}`;
    };
    const before = await eventIds();
    expect(await send(path, id, sized(32 * 1024 + 1))).toEqual({ status: 413, body: REFUSED });
    expect(await eventsSince(before)).toEqual([]);
    expect((await send(path, id, sized(32 * 1024))).status).toBe(200);
  });

  test('changes nothing any more for a learner who floods it', async () => {
    const few = await createGateway({ ...deps, config: { requestsPerLearner: 2 } });
    const id = newLearner();
    const headers = { authorization: `Bearer ${await linkFor(`${id}/b1`)}` };
    const [body] = fc.sample(valid, 1);
    const codes = [];
    const url = addressOf(path, id);
    for (let turn = 0; turn < 5; turn += 1)
      codes.push((await few.app.inject({ method: 'POST', url, headers, payload: Object(body) })).statusCode);
    expect(codes[0]).toBe(200);
    expect(codes.slice(2)).toEqual([429, 429, 429]);
    const changed = (await bench.events()).filter(({ dashboardId }) => dashboardId === id);
    // Consent and the questionnaire may be given again, goal and choice not.
    const given = ['consent', 'SRL'].includes(kind) ? 2 : 1;
    expect(changed.filter(({ change }) => !('InteractionRecorded' in change))).toHaveLength(given);
    await few.app.close();
  });
});
