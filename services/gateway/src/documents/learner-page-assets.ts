/** Style of the learner page; colours follow the reader's light or dark setting. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5d6b7a; --ground: #f5f7fa; --card: #fff; --track: #e3e8ee; --fill: #2a73cc; --mark: #d97706; --flash: #fff3cd; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --soft: #9aa8b7; --ground: #12171d; --card: #1b222b; --track: #303a46; --fill: #5c9ded; --mark: #f5b14c; --flash: #3d3620; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main, footer { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0.5rem 0; }
header p, footer, .note { color: var(--soft); font-size: 0.875rem; }
header p { margin: 0.25rem 0; }
.id { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
h1 .id { font-size: 0.75em; font-weight: 500; }
ul { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); }
li { background: var(--card); border: 1px solid var(--track); border-radius: 10px; padding: 0.75rem 1rem; display: grid; grid-template-columns: 1fr auto; gap: 0.35rem 1rem; align-items: baseline; }
.value { font-weight: 600; text-align: right; font-variant-numeric: tabular-nums; }
.bar { grid-column: 1 / -1; width: 100%; height: 10px; display: block; }
.bar .track { fill: var(--track); }
.bar .fill { fill: var(--fill); }
.bar .expected { stroke: var(--mark); stroke-width: 3; }
.note { grid-column: 1 / -1; min-height: 1.3em; margin: 0; }
@media (prefers-reduced-motion: no-preference) { li.changed { animation: changed 2s; } }
@keyframes changed { from { background: var(--flash); } }
`;

/**
 * Asks /v1 every three seconds whether the figures changed (an unchanged answer is a 304 without a body), and
 * only then fetches this page again and shows its new main part.
 */
export const PAGE_SCRIPT = `
const status = document.querySelector('footer');
let etag = document.body.dataset.etag;
async function refresh() {
  const source = document.querySelector('main').dataset.source + location.search;
  const answer = await fetch(source, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(answer.status);
  if (answer.headers.get('etag') === etag) return;
  const page = await fetch(location.href, { cache: 'no-store' });
  if (!page.ok) throw new Error(page.status);
  // Without the page's own style and script, which this document's policy would only refuse.
  const text = (await page.text()).replace(/<(style|script)\\b[\\s\\S]*?<\\/\\1>/g, '');
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  const main = fresh.querySelector('main');
  for (const row of main.querySelectorAll('li')) {
    const old = document.getElementById(row.id);
    if (old !== null && old.textContent !== row.textContent) row.classList.add('changed');
  }
  document.querySelector('main').replaceWith(document.adoptNode(main));
  etag = fresh.body.dataset.etag;
}
async function poll() {
  if (!document.hidden) {
    try {
      await refresh();
      status.textContent = 'Updates by itself.';
    } catch {
      status.textContent = 'The server does not answer at present; trying again.';
    }
  }
  setTimeout(poll, 3000);
}
setTimeout(poll, 3000);
`;
