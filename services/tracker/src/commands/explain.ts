import {
  type Explanation,
  type Expression,
  explain,
  METRIC_IDS,
  type MetricId,
  type ProfileName,
  render,
} from '@learning-tracker/metrics';
import { type Logger, TrackerError } from '@learning-tracker/runtime';
import { courseOf, learnerOf, readingOf } from '../engine/learners.ts';
import { TRACKER_ERRORS } from '../errors.ts';
import { rfc3339, table } from '../output/text.ts';
import { auditRead } from './audit-read.ts';
import { type DataOptions, withData } from './open-data.ts';

export interface ExplainOptions extends DataOptions {
  readonly course?: string;
  readonly profile?: ProfileName;
  readonly json?: boolean;
}

/** Why a learner's figure is what it is; all twelve without a metric. @returns the exit code */
export async function explainLearner(
  learner: string,
  metric: string | undefined,
  options: ExplainOptions,
  logger: Logger,
): Promise<number> {
  const metrics = metric === undefined ? METRIC_IDS : [metricId(metric)];
  return withData(options, logger, async (data) => {
    const course = await courseOf(data, options.course);
    const { state, learnerId } = await learnerOf(data.store, course.courseId, learner);
    auditRead(logger, 'explain', options, { ...course, learnerId });
    const reading = readingOf(course, options);
    const explanations = metrics.map((id) => explain(state, id, reading)).filter((found) => found !== null);
    if (explanations.length === 0) {
      throw new TrackerError(
        'LEARNER_UNKNOWN',
        `${learnerId} is no learner of this course under ${reading.profile}: no member of a followed session${reading.profile === 'lak21' ? ' with progress' : ''}`,
        TRACKER_ERRORS.LEARNER_UNKNOWN,
      );
    }
    const text =
      options.json === true
        ? JSON.stringify(explanations, null, 2)
        : explanations.map((one) => explanationText(one)).join('\n\n');
    process.stdout.write(`${text}\n`);
    return 0;
  });
}

function metricId(text: string): MetricId {
  const id = METRIC_IDS.find((candidate) => candidate === text || candidate === `metric_${text}`);
  if (id !== undefined) return id;
  throw new TrackerError(
    'USAGE',
    `${text} is no metric; metrics are ${METRIC_IDS.join(', ')}`,
    TRACKER_ERRORS.USAGE,
  );
}

function explanationText({
  metric,
  unit,
  profile,
  figure,
  scale,
  sentence,
  arithmetic,
  evidence,
  calibrationVersion,
}: Explanation): string {
  const lines = [
    `${metric} (${unit}, ${profile}): value ${figure.value ?? `none (${figure.reason})`}, scaled ${figure.scaled ?? 'none'}`,
    sentence,
  ];
  if (arithmetic !== null) lines.push(`${arithmetic.label} = ${shortened(arithmetic)} = ${figure.raw}`);
  if (scale !== null) {
    lines.push(
      `scaled against ${scale.maximum} (${scale.source}${scale.provisional ? ', provisional' : ''}${scale.source === 'fixed' ? '' : `, ${scale.learners} learners, version ${calibrationVersion}`})`,
    );
  }
  if (evidence.length > 0) {
    lines.push(
      table(
        evidence.map(({ label, at, until, value }) => [
          `  ${label}`,
          at === undefined ? '' : rfc3339(at),
          until === undefined ? '' : `to ${rfc3339(until)}`,
          value === undefined ? '' : value,
        ]),
      ),
    );
  }
  return lines.join('\n');
}

/** Long sums are cut for the eye; `--json` has them whole. */
function shortened(arithmetic: Expression): string {
  const text = render(arithmetic);
  return text.length <= 400 ? text : `${text.slice(0, 380)} … `;
}
