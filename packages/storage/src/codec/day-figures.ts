import {
  type Figure,
  type Figures,
  METRIC_IDS,
  type MetricId,
  PROFILE_NAMES,
  type ProfileName,
} from '@learning-tracker/metrics';
import { DAY_FIGURES_V1 } from './schemas/history.ts';
import { corrupt, createVersionedType } from './versioned-type.ts';

const KIND = 'day of history';
const TYPE = createVersionedType(KIND, DAY_FIGURES_V1);

export type HistoryFigure = Pick<Figure, 'value' | 'absolute' | 'total' | 'scaled'>;

/** A learner's figures on one day of data, as they were when the day was counted. */
export interface HistoryDay {
  readonly profile: ProfileName;
  readonly calibrationVersion: number;
  readonly figures: Readonly<Record<MetricId, HistoryFigure>>;
}

/** Some 100 bytes; equal figures give equal bytes. */
export function encodeHistoryDay(
  profile: ProfileName,
  calibrationVersion: number,
  figures: Figures,
): Uint8Array {
  return TYPE.encode({
    profile,
    calibrationVersion,
    figures: METRIC_IDS.map((id) => {
      const { value, absolute, total, scaled } = figures[id];
      return { value, absolute, total, scaled };
    }),
  });
}

/** @throws TrackerError STATE_SCHEMA_UNKNOWN (written by a newer release), STATE_PART_CORRUPT */
export function decodeHistoryDay(bytes: Uint8Array): HistoryDay {
  const { profile, calibrationVersion, figures } = TYPE.decode(bytes);
  const known = PROFILE_NAMES.find((name) => name === profile);
  if (known === undefined) throw corrupt(KIND, `no profile is called ${profile}`);
  const of = (id: MetricId, place: number): readonly [MetricId, HistoryFigure] => {
    const figure = figures[place];
    if (figure === undefined) throw corrupt(KIND, `${id} is missing`);
    return [id, figure];
  };
  const all = Object.fromEntries(METRIC_IDS.map(of)) as Record<MetricId, HistoryFigure>;
  return { profile: known, calibrationVersion, figures: all };
}
