import { commitOf, NO_COUNTS, TOPIC } from '../contract/samples.ts';
import { createEmbeddedStore } from '../src/embedded/embedded-store.ts';

/** Commits a new part to each of 200 learners, again and again, and tells each position; ends only by being killed. */
const path = process.argv[2];
if (path === undefined) throw new TypeError('no file named');
const store = createEmbeddedStore({ path, partitions: 1 });
const claim = await store.claim(0);
const learners = Array.from({ length: 200 }, (_, n) => ({ courseId: 'course-a', learnerId: `learner ${n}` }));

for (let from = claim.positions[TOPIC] ?? 0; ; from++) {
  const result = await store.commit(
    0,
    claim,
    commitOf({
      positions: { [TOPIC]: { from, to: from + 1 } },
      parts: learners.map((learner) => ({ ...learner, part: `day/${from}`, bytes: new Uint8Array(150) })),
      learners: learners.map((learner) => ({
        ...learner,
        revision: `revision ${from + 1}`,
        publishedAt: from,
        processedAt: from,
      })),
      counts: { [TOPIC]: { ...NO_COUNTS, applied: 1 } },
    }),
  );
  if (result !== 'committed') throw new Error(`the store answered ${result}`);
  process.stdout.write(`${from + 1}\n`);
}
