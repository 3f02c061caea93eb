import type { TopicSpec } from './port.ts';

/** The topics of a deployment, by what they carry. schemas/topics.json says which events each may hold. */
export const TOPICS = {
  clicks: 'clickstream-events',
  tableRows: 'table-rows',
  learnerSettings: 'learner-settings',
  courseContent: 'course-content',
  deadLetters: 'dead-letters',
} as const;

export type TopicName = (typeof TOPICS)[keyof typeof TOPICS];

/** Topics that tell of learners and are read into their states; partition i of each holds the same learners. */
export const LEARNER_TOPICS = [TOPICS.clicks, TOPICS.tableRows, TOPICS.learnerSettings] as const;

/**
 * The topics with their partition counts: `partitions` for those keyed by course/learner, so that partition i of
 * each holds the same learners; one for course-content, whose order over all courses matters.
 */
export function topicSpecs(partitions: number): readonly TopicSpec[] {
  return [
    { name: TOPICS.clicks, partitions },
    { name: TOPICS.tableRows, partitions },
    { name: TOPICS.learnerSettings, partitions },
    { name: TOPICS.courseContent, partitions: 1 },
    { name: TOPICS.deadLetters, partitions },
  ];
}

/**
 * Key of a record: `course/learner`, or the course alone where no learner is known. "Learner" is the id the record
 * carries: the table id, in `learner-settings` the dashboard id.
 */
export function recordKey(courseId: string, learnerId?: string): string {
  return learnerId === undefined ? courseId : `${courseId}/${learnerId}`;
}
