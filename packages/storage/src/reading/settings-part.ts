import { emptyPart, type SettingsPart } from '@learning-tracker/metrics';
import { decodePart } from '../codec/index.ts';
import { SETTINGS_PART } from '../port.ts';

/** What a learner has chosen, of stored bytes; an empty part where nothing is stored. It is the caller's to change. */
export function settingsPart(bytes: Uint8Array | null): SettingsPart {
  const part = bytes === null ? emptyPart(SETTINGS_PART) : decodePart(SETTINGS_PART, bytes);
  if (part.kind !== SETTINGS_PART) throw new Error('a settings part was decoded as another kind');
  return part;
}
