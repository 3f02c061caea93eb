import { type SettingsView, viewSettings } from '@learning-tracker/metrics';
import { type StoredSettings, settingsPart } from '@learning-tracker/storage';
import { applySettingsEvents, type Serde } from '@learning-tracker/streams';

/** Settings as they are: the stored part joined with what was accepted and has not come back by the log yet. */
export async function viewStored(
  { part, pending }: StoredSettings,
  serde: Pick<Serde, 'prepare' | 'decode'>,
): Promise<SettingsView> {
  const settings = settingsPart(part);
  if (pending.length > 0) await serde.prepare(pending.map(({ bytes }) => ({ value: bytes })));
  applySettingsEvents(settings, pending, serde);
  return viewSettings(settings);
}
