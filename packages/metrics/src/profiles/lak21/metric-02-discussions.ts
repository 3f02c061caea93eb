import { hasClick } from '../../learner-view.ts';
import { roundHalfEven } from '../../rounding.ts';
import { isForumVisitOfStudy } from '../../url.ts';
import { divide, evaluate, sum, times, value } from '../expression.ts';
import { type Metric, noFigure } from '../metric.ts';
import type { StudyLearner } from './learner.ts';

/** (0.5 × questions + 0.2 × answers in threads asked before + 0.3 × other answers) / number of forum clicks. */
export const metric2: Metric<StudyLearner> = {
  id: 'metric_2',
  unit: 'of_ten',
  measure(learner) {
    if (!hasClick(learner.view)) return noFigure('no_data', 'There was no click.');
    const { questions, own, other } = countPosts(learner);
    const visits = countVisits(learner);
    const weighted = sum('weighted posts', [
      times('questions', value('weight', 0.5), value('questions', questions)),
      times('answers in own threads', value('weight', 0.2), value('answers in own threads', own)),
      times('other answers', value('weight', 0.3), value('other answers', other)),
    ]);
    const arithmetic =
      visits === 0 ? value('no forum click', 0) : divide('index', weighted, value('forum clicks', visits));
    return {
      reason: null,
      arithmetic,
      basis: evaluate(arithmetic),
      sentence: () =>
        `${questions} questions, ${own} answers in own threads and ${other} other answers in ${visits} forum clicks.`,
      evidence: () => learner.view.posts.map((post) => ({ label: `${post.kind} ${post.id}`, at: post.at })),
    };
  },
  present(index, { scale }) {
    return { value: index, scaled: scale === null ? 0 : roundHalfEven((index * 10) / scale.maximum, 2) };
  },
};

/** In time order, ties questions first: a thread is one's own only from when its question was posted. */
function countPosts(learner: StudyLearner): { questions: number; own: number; other: number } {
  const asked = new Set<string>();
  let own = 0;
  let other = 0;
  for (const post of learner.view.posts) {
    if (post.kind === 'question') asked.add(post.id);
    else if (asked.has(post.questionId)) own += 1;
    else other += 1;
  }
  return { questions: asked.size, own, other };
}

/** Clicks, not runs, over all time. */
function countVisits(learner: StudyLearner): number {
  let clicks = 0;
  for (const day of learner.view.days) {
    for (const visit of day.visits.values()) {
      if (isForumVisitOfStudy({ type: visit.pageType, itemId: visit.itemId })) clicks += visit.clicks.size;
    }
  }
  return clicks;
}
