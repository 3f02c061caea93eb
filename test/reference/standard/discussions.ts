import type { ReferenceCourse, ReferenceFigure } from '../model.ts';
import { runsOf } from '../time.ts';
import { cutQueryAndFragment, parsePageUrl } from '../url.ts';
import { figure, limited, noFigure, rounded } from './figure.ts';

const FORUM_TYPES = ['discussions', 'discussionPrompt', 'gradedDiscussionPrompt'];

/** Metric 2, engagement in discussions. `calibration` null: no source was left. */
export function metric2(
  course: ReferenceCourse,
  learnerId: string,
  calibration: number | null,
): ReferenceFigure {
  const index = discussionIndex(course, learnerId);
  if (typeof index !== 'number') return noFigure(index.reason);
  if (calibration === null) return noFigure('no_calibration', { raw: index });
  const scaled = (index * 10) / calibration;
  return figure(index, 1, scaled, { value: rounded(limited(scaled, 0, 10), 1) });
}

/** The unrounded index, or why there is none; learners of any session have one. */
export function discussionIndex(
  course: ReferenceCourse,
  learnerId: string,
): number | { reason: 'no_data' | 'not_joinable' } {
  const posts = [...course.questions, ...course.answers];
  const members = course.memberships.map((membership) => membership.learnerId);
  if (!course.forumDelivered) return { reason: 'no_data' };
  if (posts.length > 0 && !posts.some((post) => members.includes(post.learnerId))) {
    return { reason: 'not_joinable' };
  }
  const ownPosts = posts.filter((post) => post.learnerId === learnerId);
  const ownClicks = course.clicks.filter((click) => click.learnerId === learnerId);
  if (ownClicks.length === 0 && ownPosts.length === 0) return { reason: 'no_data' };

  const questions = course.questions.filter((question) => question.learnerId === learnerId);
  const answers = course.answers.filter((answer) => answer.learnerId === learnerId);
  const inOwnThreads = answers.filter((answer) =>
    questions.some((question) => question.questionId === answer.questionId),
  ).length;
  const others = answers.length - inOwnThreads;
  const visits = forumVisits(course, learnerId);
  return (0.5 * questions.length + 0.2 * inOwnThreads + 0.3 * others) / Math.max(1, visits);
}

/** Runs of forum clicks and own posts, each at most 30 minutes after the one before. */
function forumVisits(course: ReferenceCourse, learnerId: string): number {
  const times: number[] = [];
  for (const click of course.clicks) {
    if (click.learnerId !== learnerId || click.kind !== 'access') continue;
    const page = parsePageUrl(click.url);
    if (page !== null && FORUM_TYPES.includes(cutQueryAndFragment(page.type))) times.push(click.at);
  }
  for (const post of [...course.questions, ...course.answers]) {
    if (post.learnerId === learnerId) times.push(post.at);
  }
  return runsOf(times).length;
}
