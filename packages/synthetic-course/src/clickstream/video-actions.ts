import type { Random } from '../random.ts';
import type { Micros } from '../time.ts';

const MIDDLE = ['heartbeat', 'heartbeat', 'heartbeat', 'pause', 'seek', 'heartbeat', 'play'] as const;
const SUBTITLES = ['en', 'en', 'nl', 'zh-CN', 'café \\"x\\"', 'português'] as const;

/** What the player reports while a lecture is watched: play, heartbeats and other actions, end. */
export function videoActions(
  itemId: string,
  from: Micros,
  to: Micros,
  random: Random,
): { at: Micros; value: string }[] {
  const middle = 5 + random.int(5);
  const rate = random.pick([1, 1, 1.25, 1.5, 2]);
  const subtitle = random.pick(SUBTITLES);
  const actions: { at: Micros; value: string }[] = [];
  for (let n = 0; n < middle + 2; n += 1) {
    const type = n === 0 ? 'play' : n === middle + 1 ? 'end' : random.pick(MIDDLE);
    const at = from + ((to - from) * n) / (middle + 1);
    const timecode = Math.round(((at - from) / 1000) * rate) / 1000;
    actions.push({
      at,
      value: `{"type": "${type}", "timecode": ${timecode}, "item_id": "${itemId}", "playback_rate": ${rate}, "subtitle": "${subtitle}"}`,
    });
  }
  return actions;
}
