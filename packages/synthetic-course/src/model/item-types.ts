/** A row of `course_item_types`, with what is needed to behave: the page in URLs and the minutes it takes. */
export interface ItemType {
  readonly id: string;
  readonly description: string;
  readonly category: string | null;
  readonly graded: boolean;
  /** Fifth column of `course_item_types`; items may name their type by it. */
  readonly atomId: string | null;
  readonly page: string;
  readonly minutes: readonly [number, number];
}

function type(
  id: string,
  description: string,
  category: string | null,
  graded: boolean,
  atomId: string | null,
  page: string,
  minutes: readonly [number, number],
): ItemType {
  return { id, description, category, graded, atomId, page, minutes };
}

export const LECTURE = type('1', 'lecture', 'lecture', false, '301', 'lecture', [4, 12]);
export const SUPPLEMENT = type('2', 'supplement', 'supplement', false, '302', 'supplement', [3, 9]);
export const DISCUSSION_PROMPT = type(
  '3',
  'discussion prompt',
  'discussionPrompt',
  false,
  '303',
  'discussionPrompt',
  [3, 10],
);
// The atom ids of the exam and of graded programming are type ids of others: in real exports ids of both kinds meet.
export const EXAM = type('5', 'exam', 'quiz', true, '7', 'exam', [15, 40]);
export const QUIZ = type('6', 'quiz', 'quiz', false, '306', 'quiz', [6, 15]);

/** Types that occur once or twice a course rather than every week; the order is that of the weeks. */
export const SPECIAL_TYPES: readonly ItemType[] = [
  type('4', 'phased peer', 'peer', true, '304', 'peer', [20, 55]),
  type('8', 'ungraded programming', 'programming', false, '308', 'ungradedProgramming', [15, 40]),
  type('17', 'graded discussion prompt', 'discussionPrompt', true, '317', 'gradedDiscussionPrompt', [5, 15]),
  type('10', 'ungraded lti', 'lti', false, '310', 'ungradedLti', [8, 20]),
  type('7', 'graded programming', 'programming', true, '5', 'programming', [25, 60]),
  type('18', 'ungraded widget', 'widget', false, null, 'ungradedWidget', [3, 8]),
  type('9', 'graded lti', 'lti', true, '309', 'gradedLti', [10, 25]),
  type('15', 'notebook', 'notebook', false, '315', 'notebook', [10, 30]),
  type('12', 'graded peer', 'peer', true, '312', 'peer', [20, 50]),
  type('14', 'slideshow', 'slideshow', false, '314', 'slideshow', [3, 7]),
  type('16', 'staff graded', 'staffGraded', true, '316', 'staffGraded', [20, 50]),
  type('13', 'peer', 'peer', false, '313', 'peer', [15, 35]),
  type('11', 'closed peer', 'peer', true, '311', 'peer', [20, 45]),
  type('19', 'assess open single page', null, false, null, 'assessOpenSinglePage', [5, 12]),
];

/** What an item is that names a type no table knows. */
export const UNKNOWN_TYPE = type('99', 'unknown', null, false, null, 'item', [2, 6]);

/** All rows of `course_item_types`, by id. */
export const ITEM_TYPES: readonly ItemType[] = [
  LECTURE,
  SUPPLEMENT,
  DISCUSSION_PROMPT,
  EXAM,
  QUIZ,
  ...SPECIAL_TYPES,
].sort((a, b) => Number(a.id) - Number(b.id));
