import type { Page } from 'playwright-core';
import type { TestGateway } from './gateway.ts';
import { figure, type StandInLearner } from './stand-in-learner.ts';

/** A state of a page that a person can come to. */
export interface Scene {
  readonly name: string;
  readonly who: 'new' | 'settled';
  readonly change?: (learner: StandInLearner) => void;
  /** Before the page is opened. */
  readonly before?: (page: Page, gateway: TestGateway) => Promise<void>;
  readonly url?: (gateway: TestGateway) => string;
  /** What a person does on the page, and waits for, until the state is there. */
  readonly act: (page: Page, gateway: TestGateway) => Promise<void>;
  readonly locale?: string;
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor();
const charts = (page: Page, kind: string) =>
  page.locator(`.${kind} svg path`).first().waitFor({ state: 'attached' });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

async function overview(page: Page): Promise<void> {
  await heading(page, /^(Your indicators|Je indicatoren)$/);
  await charts(page, 'radar-chart');
}

const openWeek = (learner: StandInLearner) => {
  learner.updateGoal = true;
  learner.updateIndicators = true;
};

export const SCENES: readonly Scene[] = [
  {
    name: 'loading',
    who: 'settled',
    before: async (page) => {
      // Never answered; the state lasts as long as the scene.
      await page.route('**/v1/**', () => {});
    },
    act: (page) => page.getByText('Loading your dashboard').waitFor(),
  },
  {
    name: 'unreachable',
    who: 'settled',
    before: async (_page, gateway) => gateway.setDown(true),
    act: (page) => heading(page, 'The server does not answer'),
  },
  {
    name: 'offline-at-first',
    who: 'settled',
    before: async (_page, gateway) => gateway.setDown(true),
    act: async (page) => {
      await heading(page, 'The server does not answer');
      await page.context().setOffline(true);
      await heading(page, 'You are offline');
    },
  },
  {
    name: 'refused-token',
    who: 'settled',
    url: ({ pages }) => pages.wrongToken,
    act: (page) => heading(page, 'This link does not open a dashboard'),
  },
  {
    name: 'refused-learner',
    who: 'settled',
    url: ({ pages }) => pages.otherLearner,
    act: (page) => heading(page, 'You may not see this page'),
  },
  {
    name: 'nowhere',
    who: 'settled',
    url: ({ url }) => `${url}/dashboard/`,
    act: (page) => heading(page, 'This address names no learner'),
  },
  { name: 'first-1-consent', who: 'new', act: (page) => heading(page, /May your data/) },
  {
    name: 'first-1-consent-email',
    who: 'new',
    act: async (page) => {
      await page.getByLabel('Yes, my data may be used').check();
      await page.getByLabel('You may send me questions').check();
      await page.getByLabel('E-mail address').fill('nobody');
      await press(page, 'Continue');
      await page.getByText('Enter an e-mail address').waitFor();
    },
  },
  {
    name: 'first-2-goal',
    who: 'new',
    change: (learner) => {
      learner.consent = true;
    },
    act: async (page) => {
      await press(page, 'Continue');
      await page.getByText('Write at least one character.').waitFor();
    },
  },
  {
    name: 'first-3-indicators',
    who: 'new',
    change: (learner) => {
      learner.consent = true;
      learner.goal = 'Pass';
    },
    act: async (page) => {
      for (const name of ['Productivity', 'Online presence', 'Completed videos']) {
        await page.getByLabel(name).check();
      }
    },
  },
  {
    name: 'first-3-indicators-full',
    who: 'new',
    change: (learner) => {
      learner.consent = true;
      learner.goal = 'Pass';
    },
    act: async (page) => {
      const boxes = page.getByRole('checkbox');
      for (const index of [0, 1, 3, 4, 8, 11]) await boxes.nth(index).check();
      await page.getByText('Six are chosen').waitFor();
    },
  },
  { name: 'overview', who: 'settled', act: overview },
  { name: 'overview-dutch', who: 'settled', locale: 'nl-NL', act: overview },
  {
    name: 'overview-all-open',
    who: 'settled',
    act: async (page) => {
      await overview(page);
      await page.getByText('Figures as a table').click();
      await press(page, /^Online presence: why/);
      await charts(page, 'line-chart');
      await page.getByText('History as a table').click();
    },
  },
  {
    name: 'three-indicators',
    who: 'settled',
    change: (learner) => {
      learner.selectedMetrics = ['metric_7', 'metric_10', 'metric_6'];
      learner.complete = false;
      if (learner.metrics !== null)
        learner.metrics.metric_6 = figure({ value: -0.4, scaled_value: 0, dueSoFar: 41 });
    },
    act: overview,
  },
  {
    name: 'no-data',
    who: 'settled',
    change: (learner) => {
      learner.metrics = null;
    },
    act: (page) => heading(page, 'No figures yet'),
  },
  { name: 'week-open', who: 'settled', change: openWeek, act: overview },
  {
    name: 'edit-goal',
    who: 'settled',
    change: openWeek,
    act: async (page) => {
      await overview(page);
      await press(page, 'Change goal');
      await heading(page, 'Change your goal');
    },
  },
  {
    name: 'conflict',
    who: 'settled',
    change: openWeek,
    act: async (page, gateway) => {
      await overview(page);
      await press(page, 'Change goal');
      gateway.loseNextChange();
      await press(page, 'Save');
      await page.getByText('changed somewhere else').waitFor();
      await charts(page, 'radar-chart');
    },
  },
  {
    name: 'offline',
    who: 'settled',
    act: async (page) => {
      await overview(page);
      await page.context().setOffline(true);
      await page.getByText(/^You are offline/).waitFor();
    },
  },
  {
    name: 'edit-consent',
    who: 'settled',
    act: async (page) => {
      await overview(page);
      await press(page, 'Change consent');
      await heading(page, 'Consent to research');
    },
  },
  {
    name: 'questionnaire',
    who: 'settled',
    act: async (page) => {
      await overview(page);
      await press(page, 'Open the questionnaire');
      for (const statement of [0, 1, 2, 4]) {
        await page
          .getByRole('group')
          .nth(statement)
          .getByRole('radio')
          .nth(statement + 1)
          .check();
      }
      await press(page, 'Send answers');
      await page.getByText('20 statements have no answer yet.').waitFor();
    },
  },
  { name: 'widget', who: 'settled', url: ({ pages }) => pages.widget, act: overview },
  {
    name: 'staff-token',
    who: 'settled',
    url: ({ pages }) => pages.staff,
    act: async (page) => {
      await page.getByLabel('Access token').fill('not a token');
      await press(page, 'Open');
      await page.getByText('This token is not accepted').waitFor();
    },
  },
  {
    name: 'staff-cohort',
    who: 'settled',
    url: ({ pages, staffToken }) => `${pages.staff}#token=${staffToken}`,
    act: async (page) => {
      await heading(page, 'Distributions');
      await page.locator('.bar-chart svg path').nth(10).waitFor({ state: 'attached' });
      await page.getByText('As a table').first().click();
    },
  },
];
