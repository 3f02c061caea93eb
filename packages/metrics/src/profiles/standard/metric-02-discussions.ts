import { hasClick } from '../../learner-view.ts';
import { clamp, roundHalfEven } from '../../rounding.ts';
import { addPoint } from '../../state/runs.ts';
import { DAY, type Micros } from '../../time.ts';
import { isForumPage } from '../../url.ts';
import { divide, evaluate, sum, times, value } from '../expression.ts';
import { type Evidence, type Measure, type Metric, type MetricContext, noFigure } from '../metric.ts';
import type { StandardLearner } from './learner.ts';
import { radar } from './scaling.ts';

/**
 * Engagement in discussions, of 10: index = (0.5 × questions + 0.2 × answers in own threads + 0.3 × other
 * answers) / max(1, forum visits), against the calibration. A forum visit is a run of forum clicks and own posts.
 */
export const metric2: Metric<StandardLearner> = {
  id: 'metric_2',
  unit: 'of_ten',
  measure: measureIndex,
  present(index, { scale }) {
    if (scale === null) return { value: null, scaled: null, reason: 'no_calibration' };
    const unrounded = clamp((index * 10) / scale.maximum, 0, 10);
    return { value: roundHalfEven(unrounded, 1), scaled: radar(unrounded) };
  },
};

function measureIndex(learner: StandardLearner, { course }: MetricContext): Measure {
  const { census } = course;
  if (!census.forumDelivered) return noFigure('no_data', 'The forum tables were never delivered.');
  if (census.hasPosts && !census.postersAreMembers) {
    return noFigure('not_joinable', 'Forum users cannot be joined with learners in this export.');
  }
  const { posts } = learner.view;
  if (posts.length === 0 && !hasClick(learner.view))
    return noFigure('no_data', 'There was neither a click nor a post.');
  const own = new Set(posts.filter((post) => post.kind === 'question').map((post) => post.id));
  const answers = posts.filter((post) => post.kind === 'answer');
  const inOwnThreads = answers.filter((answer) => own.has(answer.questionId)).length;
  const others = answers.length - inOwnThreads;
  const visits = forumVisits(learner);
  const arithmetic = divide(
    'index',
    sum('weighted posts', [
      times('questions', value('weight', 0.5), value('questions', own.size)),
      times('answers in own threads', value('weight', 0.2), value('answers in own threads', inOwnThreads)),
      times('other answers', value('weight', 0.3), value('other answers', others)),
    ]),
    value('forum visits, at least 1', Math.max(1, visits.length / 2)),
  );
  return {
    reason: null,
    arithmetic,
    basis: evaluate(arithmetic),
    sentence: () =>
      `${own.size} questions, ${inOwnThreads} answers in own threads and ${others} other answers in ${visits.length / 2} forum visits.`,
    evidence: () => [
      ...posts.map((post): Evidence => ({ label: `${post.kind} ${post.id}`, at: post.at })),
      ...visitEvidence(visits),
    ],
  };
}

/** Runs (start, end, …) of forum clicks and own posts, other clicks not regarded, midnight not splitting them. */
function forumVisits(learner: StandardLearner): Micros[] {
  const times: Micros[] = learner.view.posts.map((post) => post.at);
  for (const day of learner.view.days) {
    for (const visit of day.visits.values()) {
      if (!isForumPage(visit.pageType)) continue;
      for (const click of visit.clicks.values()) times.push(day.day * DAY + click.offset);
    }
  }
  const runs: Micros[] = [];
  for (const at of times.sort((a, b) => a - b)) addPoint(runs, at);
  return runs;
}

function visitEvidence(runs: readonly Micros[]): Evidence[] {
  const visits: Evidence[] = [];
  for (let i = 0; i + 1 < runs.length; i += 2)
    visits.push({ label: 'forum visit', at: runs[i] ?? 0, until: runs[i + 1] ?? 0 });
  return visits;
}
