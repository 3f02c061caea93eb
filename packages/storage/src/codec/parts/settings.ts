import type { Choice, SettingsPart } from '@learning-tracker/metrics';
import { sortedEntries } from '../order.ts';
import { SETTINGS_V1, SETTINGS_V2 } from '../schemas/settings.ts';
import { createVersionedType } from '../versioned-type.ts';

const TYPE = createVersionedType('settings', SETTINGS_V2, [SETTINGS_V1]);

export function encodeSettings(part: SettingsPart): Uint8Array {
  const { consent, goal, selection, questionnaires, opened, expiredAt } = part;
  return TYPE.encode({
    consent: consent === null ? null : { ...stampOf(consent), ...consent.value },
    goal: goal === null ? null : { ...stampOf(goal), goal: goal.value },
    selection: selection === null ? null : { ...stampOf(selection), metrics: [...selection.value] },
    questionnaires: sortedEntries(questionnaires).map(([, answered]) => ({
      ...stampOf(answered),
      answers: [...answered.value],
    })),
    opened,
    expiredAt,
  });
}

export function decodeSettings(bytes: Uint8Array): SettingsPart {
  const { consent, goal, selection, questionnaires, opened, expiredAt } = TYPE.decode(bytes);
  return {
    kind: 'settings',
    consent:
      consent === null
        ? null
        : { ...stampOf(consent), value: { consent: consent.consent, followUp: consent.followUp } },
    goal: goal === null ? null : { ...stampOf(goal), value: goal.goal },
    selection: selection === null ? null : { ...stampOf(selection), value: selection.metrics },
    questionnaires: new Map(
      questionnaires.map((answered) => [answered.eventId, { ...stampOf(answered), value: answered.answers }]),
    ),
    opened: opened === null ? null : { week: opened.week, at: opened.at },
    expiredAt,
  };
}

function stampOf({ at, eventId }: Pick<Choice<unknown>, 'at' | 'eventId'>) {
  return { at, eventId };
}
