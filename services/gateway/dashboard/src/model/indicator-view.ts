import type { Messages } from '../messages/index.ts';
import type { Formats } from './formats.ts';
import type { Catalogue, CatalogueEntry, Figure, Figures } from './learner.ts';
import type { MetricId } from './metrics.ts';
import { sentenceOf } from './sentence.ts';

/** One indicator as it is shown: every text is ready. */
export interface IndicatorView {
  readonly id: MetricId;
  readonly name: string;
  readonly description: string;
  /** With unit; null: no figure, `sentence` then says why. */
  readonly value: string | null;
  readonly sentence: string;
  /** 0 to 10; null: nothing to draw. */
  readonly scaled: number | null;
  /** 0 to 10: where a learner who did what was due would be. */
  readonly expected: number | null;
  /** Smaller remarks: counts, what is provisional. */
  readonly notes: readonly string[];
}

export interface ViewWords {
  readonly messages: Messages;
  readonly formats: Formats;
}

/** The views of the indicators in the order given; those the catalogue does not know are left out. */
export function indicatorViews(
  ids: readonly MetricId[],
  catalogue: Catalogue,
  figures: Figures,
  words: ViewWords,
): readonly IndicatorView[] {
  return ids.flatMap((id) => {
    const entry = catalogue.indicators.find((one) => one.id === id);
    return entry === undefined ? [] : [indicatorView(entry, figures[id], words)];
  });
}

function indicatorView(entry: CatalogueEntry, figure: Figure, words: ViewWords): IndicatorView {
  const { messages, formats } = words;
  const { id, name, description, unit } = entry;
  const sentence = sentenceOf(entry, figure, formats.number);
  return {
    id,
    name,
    description,
    value: figure.value === null ? null : formats.value(figure.value, unit),
    sentence: sentence ?? messages.figure.reasons[figure.reason ?? 'other'],
    scaled: figure.scaled === null ? null : Math.min(10, Math.max(0, figure.scaled)),
    expected: expectedOf(id, figure),
    notes: notesOf(id, figure, words),
  };
}

const SHARES: readonly MetricId[] = ['metric_7', 'metric_8', 'metric_9', 'metric_10', 'metric_11'];
const MEANS: readonly MetricId[] = ['metric_5', 'metric_6'];

function expectedOf(id: MetricId, { dueSoFar, total }: Figure): number | null {
  if (!SHARES.includes(id) || dueSoFar === null || total === null || total === 0) return null;
  return (10 * dueSoFar) / total;
}

function notesOf(id: MetricId, figure: Figure, { messages, formats }: ViewWords): string[] {
  const { dueSoFar, total } = figure;
  const notes: string[] = [];
  if (expectedOf(id, figure) !== null && dueSoFar !== null && total !== null) {
    notes.push(messages.figure.expectedCount(formats.number(dueSoFar), formats.number(total)));
  }
  if (MEANS.includes(id) && dueSoFar !== null && figure.value !== null) {
    notes.push(messages.figure.basedOn(dueSoFar, formats.number(dueSoFar)));
  }
  if (figure.value !== null && figure.provisional) notes.push(messages.figure.provisional);
  if (figure.value !== null && figure.progressOnly) notes.push(messages.figure.progressOnly);
  return notes;
}
