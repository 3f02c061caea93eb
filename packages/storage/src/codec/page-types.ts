/**
 * Page types seen in course URLs; a stored day names them by their place in this list, others by their text.
 * Append only: a place never changes its meaning. A longer list is a new schema version of the day part
 * (`schemas/day.ts`), so that an older release refuses such bytes instead of misreading them.
 */
export const KNOWN_PAGE_TYPES = [
  'lecture',
  'supplement',
  'exam',
  'quiz',
  'peer',
  'discussionPrompt',
  'gradedDiscussionPrompt',
  'discussions',
  'discussion',
  'home',
  'programming',
  'ungradedProgramming',
  'gradedLti',
  'ungradedLti',
  'ungradedWidget',
  'assignment-submission',
  'notebook',
  'ungradedLab',
  'staffGraded',
  'resources',
  'course-inbox',
  'logistics',
] as const;
