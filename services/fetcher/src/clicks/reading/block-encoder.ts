import type { Click, RowChunk } from '@learning-tracker/coursera';
import type { Events } from '@learning-tracker/streams';
import { createExtraPicker } from '../../routing/extra-columns.ts';
import type { ClickBlock, ClickRequest } from './click-reader.ts';

export type EncodeClick = (click: Events['ClickObserved']) => Uint8Array;

/** A click with its extra columns and as many bytes again: most blocks then need no second buffer. */
const BYTES_PER_ROW = 512;

/** Turns the rows of one file into blocks; pure, so that they are the same bytes in whatever thread. */
export function createBlockEncoder(
  request: ClickRequest,
  encode: EncodeClick,
): (chunk: RowChunk<Click>) => ClickBlock {
  const { places, originals, afterLine, only } = request;
  const picker = createExtraPicker(request.configs, 'clickstream');

  function isWanted({ line, courseOrBranchId }: Click): boolean {
    return line > afterLine && (only === null || only.lines.has(line) || only.ids.has(courseOrBranchId));
  }

  /** Each field by name: nothing else leaves the fetcher. */
  function bytesOf(click: Click): Uint8Array {
    const { learnerId, courseOrBranchId, kind, at, url, key, value, identity, occurrence } = click;
    const courseId = places.get(courseOrBranchId);
    if (courseId !== undefined) {
      const extra = picker.pick(courseId, click.extra);
      return encode({ courseId, learnerId, kind, at, url, key, value, identity, occurrence, extra });
    }
    if (!originals) return new Uint8Array();
    return Buffer.from(JSON.stringify({ learnerId, courseOrBranchId, kind, at, url, key, value }));
  }

  return (chunk) => {
    const rows = chunk.rows.filter(isWanted);
    const parties = createParties();
    const line = new Uint32Array(rows.length);
    const party = new Uint32Array(rows.length);
    const at = new Float64Array(rows.length);
    const end = new Uint32Array(rows.length);
    let values = new Uint8Array(rows.length * BYTES_PER_ROW);
    let size = 0;
    for (const [n, click] of rows.entries()) {
      const value = bytesOf(click);
      if (size + value.length > values.length) values = grown(values, size + value.length);
      values.set(value, size);
      size += value.length;
      line[n] = click.line;
      party[n] = parties.of(click);
      at[n] = click.at;
      end[n] = size;
    }
    const bad = chunk.bad.filter((row) => row.line > afterLine);
    const { ids, learners } = parties;
    return { ids, learners, line, party, at, end, values: values.subarray(0, size), bad };
  };
}

/** Numbers the learners of one block. */
function createParties() {
  const ids: string[] = [];
  const learners: string[] = [];
  const byId = new Map<string, Map<string, number>>();
  return {
    ids,
    learners,
    of({ courseOrBranchId, learnerId }: Click): number {
      let byLearner = byId.get(courseOrBranchId);
      if (byLearner === undefined) {
        byLearner = new Map();
        byId.set(courseOrBranchId, byLearner);
      }
      let party = byLearner.get(learnerId);
      if (party === undefined) {
        party = ids.push(courseOrBranchId) - 1;
        learners.push(learnerId);
        byLearner.set(learnerId, party);
      }
      return party;
    },
  };
}

function grown(bytes: Uint8Array<ArrayBuffer>, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(2 * bytes.length, least));
  larger.set(bytes);
  return larger;
}
