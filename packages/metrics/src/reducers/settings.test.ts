import { describe, expect, test } from 'vitest';
import type { SettingsFact } from '../facts.ts';
import { viewSettings } from '../settings-view.ts';
import { emptyPart, type SettingsPart } from '../state/parts.ts';
import { applySettings } from './settings.ts';

const goal = (at: number, text: string, eventId = 'e'): SettingsFact => ({
  type: 'goal',
  at,
  eventId,
  goal: text,
});
const consent = (at: number, given: boolean, followUp: boolean | null = null): SettingsFact => ({
  type: 'consent',
  at,
  eventId: `c${at}`,
  consent: given,
  followUp,
});
const selection = (at: number, metrics: readonly string[]): SettingsFact => ({
  type: 'selection',
  at,
  eventId: `s${at}`,
  metrics,
});
const week = (number: number, at: number): SettingsFact => ({ type: 'week', week: number, at });
const expiry = (at: number): SettingsFact => ({ type: 'expiry', at });
const questionnaire = (at: number, eventId: string): SettingsFact => ({
  type: 'questionnaire',
  at,
  eventId,
  answers: [1, 7],
});

function partOf(facts: readonly SettingsFact[]): SettingsPart {
  const part = emptyPart('settings');
  if (part.kind !== 'settings') throw new Error('not a settings part');
  for (const fact of facts) applySettings(part, fact);
  return part;
}

const viewOf = (...facts: readonly SettingsFact[]) => viewSettings(partOf(facts));

describe('a choice', () => {
  test.each([
    ['the later', [goal(1, 'a'), goal(2, 'b')], 'b'],
    ['the later, come first', [goal(2, 'b'), goal(1, 'a')], 'b'],
    ['at one time the greater event id', [goal(1, 'b', 'e1'), goal(1, 'a', 'e2')], 'a'],
    ['of one event the greater text', [goal(1, 'b'), goal(1, 'a')], 'b'],
  ])('is %s', (_, facts, expected) => {
    expect(viewOf(...facts).goal).toBe(expected);
  });

  test('that changes nothing says so', () => {
    const part = partOf([goal(2, 'b'), week(3, 9), questionnaire(4, 'q')]);
    for (const fact of [goal(1, 'a'), goal(2, 'b'), week(2, 20), week(3, 9), questionnaire(4, 'q')]) {
      expect(applySettings(part, fact)).toBe(false);
    }
  });
});

test('before any fact the initial settings are seen', () => {
  expect(viewOf()).toEqual({
    consent: null,
    followUp: false,
    goal: null,
    selection: [],
    questionnaires: 0,
    goalMayChange: false,
    selectionMayChange: false,
    openedAt: null,
    changedAt: null,
  });
});

test('consent may be given and withdrawn again and again; follow-up goes with it', () => {
  expect(viewOf(consent(1, true, true))).toMatchObject({ consent: true, followUp: true });
  expect(viewOf(consent(1, true, true), consent(2, false, true))).toMatchObject({
    consent: false,
    followUp: false,
  });
  expect(viewOf(consent(1, false), consent(2, true))).toMatchObject({ consent: true, followUp: false });
});

test('a questionnaire that is answered again is one more', () => {
  expect(viewOf(questionnaire(1, 'q1'), questionnaire(2, 'q2'), questionnaire(1, 'q1')).questionnaires).toBe(
    2,
  );
});

test('metrics that this release does not know are left out, the order is kept', () => {
  expect(viewOf(selection(1, ['metric_9', 'metric_99', 'metric_2'])).selection).toEqual([
    'metric_9',
    'metric_2',
  ]);
});

describe('a week', () => {
  test.each([
    ['opened after the goal allows another one', [goal(1, 'a'), week(1, 2)], true],
    ['opened before the goal does not', [goal(3, 'a'), week(1, 2)], false],
    ['opened at the very time of the goal does not', [goal(2, 'a'), week(1, 2)], false],
    ['without a goal allows nothing: the first choice is free', [week(1, 2)], false],
    ['is used up by a change', [goal(1, 'a'), week(1, 2), goal(3, 'b')], false],
    ['is opened anew after a change', [goal(1, 'a'), week(1, 2), goal(3, 'b'), week(2, 4)], true],
    ['that comes late counts from its own time', [goal(1, 'a'), goal(5, 'b'), week(1, 2)], false],
    ['older than the newest changes nothing', [week(2, 4), goal(5, 'b'), week(1, 9)], false],
  ])('%s', (_, facts, expected) => {
    expect(viewOf(...facts).goalMayChange).toBe(expected);
    expect(viewOf(...facts.toReversed()).goalMayChange).toBe(expected);
  });

  test('opens goal and indicators each for itself', () => {
    expect(viewOf(goal(1, 'a'), selection(1, ['metric_1']), week(1, 2), goal(3, 'b'))).toMatchObject({
      goalMayChange: false,
      selectionMayChange: true,
      changedAt: 3,
    });
  });
});

describe('an expiry', () => {
  const CHOICES = [
    goal(1, 'a'),
    consent(2, true),
    selection(3, ['metric_1']),
    questionnaire(4, 'q'),
    week(1, 2),
  ];

  test('ends all that was chosen until then, whatever comes when, and nothing later', () => {
    const ended = partOf([...CHOICES, expiry(4)]);
    expect(ended).toEqual({ ...partOf([week(1, 2)]), expiredAt: 4 });
    expect(partOf([expiry(4), ...CHOICES])).toEqual(ended);
    expect(partOf([...CHOICES, expiry(4), expiry(3)])).toEqual(ended);
    expect(viewOf(...CHOICES, expiry(3))).toMatchObject({ goal: null, consent: null, questionnaires: 1 });
    expect(viewOf(...CHOICES, expiry(4), goal(5, 'b'))).toMatchObject({ goal: 'b', goalMayChange: false });
  });

  test('is a change that the next one has to come after', () => {
    expect(viewOf(goal(1, 'a'), expiry(9)).changedAt).toBe(9);
  });

  test('says no more than once', () => {
    const part = partOf([expiry(4)]);
    expect([applySettings(part, expiry(4)), applySettings(part, goal(4, 'a'))]).toEqual([false, false]);
  });
});
