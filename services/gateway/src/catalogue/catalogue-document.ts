import { METRIC_IDS } from '@learning-tracker/metrics';
import type { CourseConfig } from '@learning-tracker/runtime';
import { EN } from './en.ts';
import { CATALOGUE } from './indicators.ts';
import { NL } from './nl.ts';
import type { Language } from './words.ts';

const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ['en', EN],
  ['nl', NL],
]);

/** What course.json says otherwise. */
export type CatalogueOverrides = Pick<CourseConfig, 'indicators' | 'srlStatements'>;

/**
 * Answer of the catalogue routes: names, descriptions and sentences of the indicators, and the questionnaire.
 *
 * @param asked a language tag; the nearest one there is counts, else English
 */
export function catalogueDocument(asked: string, overrides: CatalogueOverrides = {}) {
  const languages = [
    ...new Set([
      ...LANGUAGES.keys(),
      ...Object.keys(overrides.indicators ?? {}),
      ...Object.keys(overrides.srlStatements ?? {}),
    ]),
  ].sort();
  const language = nearest(asked, languages);
  // A language of course.json alone is filled up in English.
  const base = LANGUAGES.get(language) ?? LANGUAGES.get(primary(language)) ?? EN;
  const own = overrides.indicators?.[language];
  const { minLabel, maxLabel, statements } = base.questionnaire;
  return {
    language,
    languages,
    indicators: METRIC_IDS.map((id) => ({
      id,
      unit: CATALOGUE[id].unit,
      ...base.indicators[id],
      ...own?.[id],
    })),
    srl: {
      scale: { min: 1, max: 7, minLabel, maxLabel },
      statements: overrides.srlStatements?.[language] ?? statements,
    },
  };
}

/** RFC 4647, 3.4 (lookup): the tag itself, then shorter and shorter ones. */
function nearest(asked: string, languages: readonly string[]): string {
  for (let tag = asked.toLowerCase(); tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const found = languages.find((language) => language.toLowerCase() === tag);
    if (found !== undefined) return found;
  }
  return 'en';
}

function primary(language: string): string {
  return language.split('-')[0]?.toLowerCase() ?? '';
}
