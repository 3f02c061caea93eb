import { createRandom } from '../random.ts';

/** What a learner chose in the dashboard; null or empty where nothing was chosen. */
export interface SyntheticChoices {
  readonly goal: string | null;
  /** Numbers of three to six indicators, 1 to 12. */
  readonly indicators: readonly number[];
  /** One answer of 1 to 7 to each of the questionnaire's 24 statements. */
  readonly answers: readonly number[];
}

const GOALS = [
  'Finish with a certificate.',
  'Understand the basics for my work.',
  'An hour each evening.',
  'Keep up with the weekly deadlines.',
  'See whether this field is for me.',
];

/** How often an indicator is chosen, from the first to the twelfth: what is close to one's own work comes first. */
const APPEAL = [0.55, 0.3, 0.35, 0.5, 0.45, 0.25, 0.6, 0.4, 0.5, 0.2, 0.25, 0.35];

const STATEMENTS = 24;

/**
 * Choices of one learner, the same for the same seed and id.
 *
 * @returns null for whoever never consented to the study, about one in four
 */
export function choicesOf(seed: number, dashboardId: string): SyntheticChoices | null {
  const random = createRandom(seed).split('choices', dashboardId);
  if (!random.chance(0.75)) return null;
  const wanted = 3 + random.int(4);
  const indicators = APPEAL.map((appeal, n) => ({ number: n + 1, drawn: random.next() / appeal }))
    .toSorted((a, b) => a.drawn - b.drawn)
    .slice(0, wanted)
    .map(({ number }) => number)
    .toSorted((a, b) => a - b);
  const diligence = random.bell(4.6, 0.8);
  return {
    goal: random.chance(0.7) ? random.pick(GOALS) : null,
    indicators: random.chance(0.85) ? indicators : [],
    answers: random.chance(0.5)
      ? Array.from({ length: STATEMENTS }, () =>
          Math.min(7, Math.max(1, Math.round(random.bell(diligence, 1)))),
        )
      : [],
  };
}
