import type { MembershipsPart } from '@learning-tracker/metrics';
import { MEMBERSHIPS_V1 } from '../schemas/memberships.ts';
import { createVersionedType } from '../versioned-type.ts';
import { createRegisterReader, createRegisterWriter, writeRegisters } from './registers.ts';

const TYPE = createVersionedType('memberships', MEMBERSHIPS_V1);

export function encodeMemberships({ sessions }: MembershipsPart): Uint8Array {
  const registers = [...sessions.values()];
  const writer = createRegisterWriter(
    registers,
    registers.flatMap(({ value }) => (value === null ? [] : [value.startAt, value.endAt])),
  );
  return TYPE.encode({
    versions: writer.versions,
    scale: writer.scale,
    sessions: writeRegisters(sessions, (sessionId, register) => ({
      sessionId,
      version: writer.version(register),
      value:
        register.value === null
          ? null
          : {
              startAt: writer.time(register.value.startAt),
              endAt: writer.optionalTime(register.value.endAt),
            },
    })),
  });
}

export function decodeMemberships(bytes: Uint8Array): MembershipsPart {
  const wire = TYPE.decode(bytes);
  const reader = createRegisterReader('memberships', wire);
  const sessions: MembershipsPart['sessions'] = new Map();
  for (const { sessionId, version, value } of wire.sessions) {
    sessions.set(sessionId, {
      version: reader.version(version),
      value:
        value === null
          ? null
          : { startAt: reader.time(value.startAt), endAt: reader.optionalTime(value.endAt) },
    });
  }
  return { kind: 'memberships', sessions };
}
