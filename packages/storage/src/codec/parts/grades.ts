import type { GradesPart } from '@learning-tracker/metrics';
import { GRADES_V1 } from '../schemas/grades.ts';
import { createVersionedType } from '../versioned-type.ts';
import { createRegisterReader, createRegisterWriter, writeRegisters } from './registers.ts';

const TYPE = createVersionedType('grades', GRADES_V1);

export function encodeGrades({ items, course }: GradesPart): Uint8Array {
  const registers = [...items.values(), ...(course === null ? [] : [course])];
  const writer = createRegisterWriter(
    registers,
    registers.map(({ value }) => value?.at ?? null),
  );
  return TYPE.encode({
    versions: writer.versions,
    scale: writer.scale,
    items: writeRegisters(items, (itemId, register) => ({
      itemId,
      version: writer.version(register),
      value:
        register.value === null
          ? null
          : { grade: register.value.grade, at: writer.optionalTime(register.value.at) },
    })),
    course:
      course === null
        ? null
        : {
            version: writer.version(course),
            value:
              course.value === null
                ? null
                : { overall: course.value.overall, at: writer.optionalTime(course.value.at) },
          },
  });
}

export function decodeGrades(bytes: Uint8Array): GradesPart {
  const wire = TYPE.decode(bytes);
  const reader = createRegisterReader('grades', wire);
  const items: GradesPart['items'] = new Map();
  for (const { itemId, version, value } of wire.items) {
    items.set(itemId, {
      version: reader.version(version),
      value: value === null ? null : { grade: value.grade, at: reader.optionalTime(value.at) },
    });
  }
  if (wire.course === null) return { kind: 'grades', items, course: null };
  const { version, value } = wire.course;
  const course = {
    version: reader.version(version),
    value: value === null ? null : { overall: value.overall, at: reader.optionalTime(value.at) },
  };
  return { kind: 'grades', items, course };
}
