import { finalize, METRIC_IDS, type ProfileName, type SettingsView } from '@learning-tracker/metrics';
import type { Logger } from '@learning-tracker/runtime';
import { readable } from '@learning-tracker/storage';
import { courseOf, learnerOf, readingOf } from '../engine/learners.ts';
import { rfc3339, table } from '../output/text.ts';
import { auditRead } from './audit-read.ts';
import { type DataOptions, type OpenData, withData } from './open-data.ts';

export interface InspectOptions extends DataOptions {
  readonly course?: string;
  readonly profile?: ProfileName;
  readonly json?: boolean;
}

/** One learner's state and values; without a learner the books of the store. @returns the exit code */
export async function inspect(
  learner: string | undefined,
  options: InspectOptions,
  logger: Logger,
): Promise<number> {
  return withData(options, logger, async (data) => {
    const text =
      learner === undefined
        ? await booksText(data, options)
        : await learnerText(data, learner, options, logger);
    process.stdout.write(`${text}\n`);
    return 0;
  });
}

async function learnerText(
  data: OpenData,
  id: string,
  options: InspectOptions,
  logger: Logger,
): Promise<string> {
  const course = await courseOf(data, options.course);
  const learner = await learnerOf(data.store, course.courseId, id);
  auditRead(logger, 'inspect', options, { ...course, ...learner });
  const reading = readingOf(course, options);
  const figures = finalize(learner.state, reading);
  const parts = [...learner.parts].map(([name, bytes]) => ({ name, bytes: bytes.length }));
  if (options.json === true) {
    const { learnerId, dashboardId } = learner;
    return JSON.stringify(
      {
        courseId: course.courseId,
        learnerId,
        dashboardId,
        profile: reading.profile,
        figures,
        settings: learner.settings,
        parts,
        state: readable(learner.state, rfc3339),
      },
      null,
      2,
    );
  }
  const values =
    figures === null
      ? `no learner of profile ${reading.profile}`
      : table([
          ['metric', 'value', 'count', 'of', 'scaled', 'raw', ''],
          ...METRIC_IDS.map((metric) => {
            const { value, absolute, total, scaled, raw, reason } = figures[metric];
            return [metric, value, absolute, total, scaled, raw, reason ?? ''];
          }),
        ]);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return [
    `learner ${learner.learnerId}${learner.dashboardId === null ? '' : ` (dashboard ${learner.dashboardId})`} in course ${course.courseId}, profile ${reading.profile}`,
    '',
    values,
    '',
    settingsText(learner.settings),
    '',
    `state: ${parts.length} parts, ${bytes} bytes`,
    JSON.stringify(readable(learner.state, rfc3339), null, 1),
  ].join('\n');
}

function settingsText(settings: SettingsView): string {
  const asked = settings.consent === null ? 'not asked' : settings.consent ? 'given' : 'refused';
  const open = (mayChange: boolean) => (mayChange ? ' (may be changed)' : '');
  return [
    `consent: ${asked}${settings.followUp ? ', with follow-up' : ''}`,
    `goal: ${settings.goal === null ? 'none' : JSON.stringify(settings.goal)}${open(settings.goalMayChange)}`,
    `indicators: ${settings.selection.join(', ') || 'none'}${open(settings.selectionMayChange)}`,
    `questionnaires: ${settings.questionnaires}`,
  ].join('\n');
}

async function booksText({ store, courses }: OpenData, options: InspectOptions): Promise<string> {
  const progress = await store.progress();
  const ids = await store.courses();
  const known = await Promise.all(ids.map((id) => courses.course(id)));
  if (options.json === true) return JSON.stringify({ courses: ids, partitions: progress }, null, 2);
  const rows = progress.flatMap(({ partition, positions, counts, complete }) =>
    Object.entries(positions).map(([topic, position]) => {
      const { applied = 0, unchanged = 0, ignored = 0, deadLettered = 0, erased = 0 } = counts[topic] ?? {};
      return [
        topic,
        partition,
        position,
        applied,
        unchanged,
        ignored,
        deadLettered,
        erased,
        complete ? 'complete' : 'catching up',
      ];
    }),
  );
  return [
    ...known.flatMap((course) =>
      course === null
        ? []
        : [
            `course ${course.courseId}: exported up to ${course.exportedUpTo === null ? 'nothing yet' : rfc3339(course.exportedUpTo)}, calibration ${course.calibration?.version ?? 0}`,
          ],
    ),
    '',
    table([
      ['topic', 'partition', 'position', 'applied', 'unchanged', 'ignored', 'dead', 'erased', ''],
      ...rows,
    ]),
  ].join('\n');
}
