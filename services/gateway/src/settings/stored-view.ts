import {
  applyFact,
  emptyPart,
  type SettingsPart,
  type SettingsView,
  viewSettings,
} from '@learning-tracker/metrics';
import { decodePart, SETTINGS_PART, type StoredSettings } from '@learning-tracker/storage';
import { type Serde, settingsFactOf } from '@learning-tracker/streams';

/** Settings as they are: the stored part joined with what was accepted and has not come back by the log yet. */
export async function viewStored(
  { part, pending }: StoredSettings,
  serde: Pick<Serde, 'prepare' | 'decode'>,
): Promise<SettingsView> {
  const settings = settingsPart(part);
  if (pending.length > 0) await serde.prepare(pending.map(({ bytes }) => ({ value: bytes })));
  for (const { bytes } of pending) {
    const event = serde.decode(bytes);
    const fact = event.name === 'LearnerSettingsChanged' ? settingsFactOf(event.value) : null;
    if (fact !== null) applyFact(settings, fact);
  }
  return viewSettings(settings);
}

function settingsPart(bytes: Uint8Array | null): SettingsPart {
  const part = bytes === null ? emptyPart(SETTINGS_PART) : decodePart(SETTINGS_PART, bytes);
  if (part.kind !== SETTINGS_PART) throw new Error('a settings part was decoded as another kind');
  return part;
}
