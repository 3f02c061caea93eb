import type { CalibrationPart, ConfigPart, ExportsPart } from '@learning-tracker/metrics';
import { sortedEntries } from '../order.ts';
import { CALIBRATION_V1, CONFIG_V1, EXPORTS_V1 } from '../schemas/course-records.ts';
import { createVersionedType } from '../versioned-type.ts';

const CONFIG = createVersionedType('config', CONFIG_V1);
const CALIBRATION = createVersionedType('calibration', CALIBRATION_V1);
const EXPORTS = createVersionedType('exports', EXPORTS_V1);

export function encodeConfig({ version, json }: ConfigPart): Uint8Array {
  return CONFIG.encode({ version, json });
}

export function decodeConfig(bytes: Uint8Array): ConfigPart {
  const { version, json } = CONFIG.decode(bytes);
  return { kind: 'config', version, json };
}

export function encodeCalibration({ version, json }: CalibrationPart): Uint8Array {
  return CALIBRATION.encode({ version, json });
}

export function decodeCalibration(bytes: Uint8Array): CalibrationPart {
  const { version, json } = CALIBRATION.decode(bytes);
  return { kind: 'calibration', version, json };
}

export function encodeExports({ exportedUpTo, tables }: ExportsPart): Uint8Array {
  return EXPORTS.encode({
    exportedUpTo,
    tables: sortedEntries(tables).map(([name, { version, rows }]) => ({ name, version, rows })),
  });
}

export function decodeExports(bytes: Uint8Array): ExportsPart {
  const { exportedUpTo, tables } = EXPORTS.decode(bytes);
  return {
    kind: 'exports',
    exportedUpTo,
    tables: new Map(tables.map(({ name, version, rows }) => [name, { version, rows }])),
  };
}
