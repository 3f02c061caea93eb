import { type Figure, METRIC_IDS, type MetricId, type NoFigureReason } from '@learning-tracker/metrics';
import { CATALOGUE, UNIT_TEXT } from '../catalogue.ts';
import type { LearnerFigures } from '../figures/figures-reader.ts';
import { type Html, html, trusted } from '../http/html.ts';
import { rfc3339 } from '../http/rfc3339.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './learner-page-assets.ts';

/** The part of the page that changes with the figures; the page's script puts a new one in place of it. */
export function learnerMain(figures: LearnerFigures, complete: boolean): Html {
  const course = encodeURIComponent(figures.courseId);
  const learner = encodeURIComponent(figures.learnerId);
  // Relative to /w/{token}/courses/{course}/learners/{learner}, so that the token is not in the document.
  const source = `../../../v1/courses/${course}/learners/${learner}/metrics`;
  return html`<main data-source="${source}">
<header>
<h1>Learner <span class="id">${figures.learnerId}</span></h1>
<p>Course <span class="id">${figures.courseId}</span>, profile ${figures.profile}</p>
<p>${times(figures)}${complete ? null : html` <strong>Still catching up; figures may be too low.</strong>`}</p>
</header>
<ul>
${METRIC_IDS.map((id) => row(id, figures.figures[id]))}
</ul>
</main>`;
}

/** The whole page around `main`; `nonce` allows its own script and style and nothing else (CSP). */
export function learnerPage(page: {
  readonly main: string;
  readonly etag: string;
  readonly nonce: string;
}): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Learning Tracker</title>
<style nonce="${page.nonce}">${trusted(PAGE_STYLE)}</style>
</head>
<body data-etag="${page.etag}">
${trusted(page.main)}
<footer role="status">Updates by itself.</footer>
<script nonce="${page.nonce}">${trusted(PAGE_SCRIPT)}</script>
</body>
</html>
`.markup;
}

function times(figures: LearnerFigures): Html {
  return html`Data up to ${time(figures.asOf)}, newest record taken in at ${time(figures.processedAt)}.`;
}

function time(at: number | null): Html {
  const exact = rfc3339(at);
  if (exact === null) return html`(nothing exported yet)`;
  return html`<time datetime="${exact}">${exact.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

function row(id: MetricId, figure: Figure): Html {
  const { name } = CATALOGUE[id];
  return html`<li id="${id}">
<span class="name">${name}</span>
<span class="value">${valueText(id, figure)}</span>
${bar(figure)}
<span class="note">${noteText(id, figure)}</span>
</li>
`;
}

const REASONS: Readonly<Record<NoFigureReason, string>> = {
  no_data: 'no data yet',
  no_calibration: 'nothing to compare with yet',
  not_joinable: 'forum posts cannot be joined',
  no_items: 'none in this course',
};

function valueText(id: MetricId, figure: Figure): string {
  if (figure.value === null) return figure.reason === null ? '–' : REASONS[figure.reason];
  const { unit } = CATALOGUE[id];
  return `${id === 'metric_5' || id === 'metric_6' ? Math.abs(figure.value) : figure.value} ${UNIT_TEXT[unit]}`;
}

/** What the figure counts, where its name and the counts beside it do not say so. */
const MEANINGS: Readonly<Partial<Record<MetricId, string>>> = {
  metric_1: 'of the items visited on a day, completed on an earlier one',
  metric_2: 'posts for each visit to the forum',
  metric_3: 'of the items started on a day, completed on the same one',
  metric_4: 'on pages, videos and activities',
};

function noteText(id: MetricId, figure: Figure): string {
  const parts: string[] = [];
  const meaning = figure.value === null ? undefined : (MEANINGS[id] ?? timing(id, figure.value));
  if (meaning !== undefined) parts.push(meaning);
  if (figure.absolute !== null && figure.total !== null) parts.push(`${figure.absolute} of ${figure.total}`);
  if (figure.dueSoFar !== null && figure.total !== null) parts.push(`${figure.dueSoFar} expected so far`);
  if ((id === 'metric_5' || id === 'metric_6') && figure.dueSoFar !== null) {
    parts.push(`mean of ${figure.dueSoFar}`);
  }
  if (figure.progressOnly === true) parts.push('from progress alone, there was no click');
  return parts.join(' · ');
}

function timing(id: MetricId, days: number): string | undefined {
  if (id === 'metric_5') return days < 0 ? 'before the week began' : 'after the week began';
  if (id === 'metric_6') return days < 0 ? 'after the deadline' : 'before the deadline';
  return undefined;
}

function bar(figure: Figure): Html {
  const filled = Math.min(10, Math.max(0, figure.scaled ?? 0)) * 10;
  const label = figure.scaled === null ? 'no figure' : `${figure.scaled} of 10`;
  const { dueSoFar, total } = figure;
  const expected = dueSoFar === null || total === null || total === 0 ? null : (100 * dueSoFar) / total;
  const marker =
    expected === null
      ? null
      : html`<line class="expected" x1="${expected}%" x2="${expected}%" y1="0" y2="100%"><title>expected so far</title></line>`;
  return html`<svg class="bar" role="img" aria-label="${label}"><rect class="track" width="100%" height="100%" rx="5"/><rect class="fill" width="${filled}%" height="100%" rx="5"/>${marker}</svg>`;
}
