import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INITIAL_VIEW } from '../testing/fakes.ts';
import { widgetDocument, widgetMetrics } from './widget-document.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"metrics":null', '\\"metrics":null', ',"metrics":null,'),
);

test('whatever ids and goal hold, the figures stand where they belong', () => {
  const metrics = widgetMetrics(null);
  fc.assert(
    fc.property(text, text, fc.option(text), (branchId, dashboardId, goal) => {
      const document = widgetDocument({ branchId, dashboardId }, metrics, { ...INITIAL_VIEW, goal });
      expect(JSON.parse(document)).toEqual({
        course_branch_id: branchId,
        hashed_user_id: dashboardId,
        metrics: JSON.parse(metrics),
        consent: INITIAL_VIEW.consent,
        SRL_quest: INITIAL_VIEW.questionnaires > 0,
        goal,
        selected_metrics: [...INITIAL_VIEW.selection],
        update_goal_flag: INITIAL_VIEW.goalMayChange,
        update_indicators_flag: INITIAL_VIEW.selectionMayChange,
      });
    }),
  );
});
