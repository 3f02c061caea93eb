import type { CourseHint, TypedRow } from '../model.ts';
import { BadValue } from '../values/values.ts';
import type { Column, ReadField } from './columns.ts';
import type { Headings } from './headings.ts';
import { joinKey } from './keys.ts';

/** What one row says; null for what could not be read. */
export interface Reading {
  readonly course: CourseHint | null;
  readonly learnerId: string | null;
  readonly key: string | null;
  readonly row: TypedRow | null;
  readonly factAt: number | null;
  /** The first thing wrong with the row, null if it is good. */
  readonly fault: BadValue | null;
}

export type ReadRow = (fields: readonly string[]) => Reading;

/** A table whose rows are typed. */
export interface TableDefinition {
  readonly name: string;
  /** Finds the columns in a file; a missing required one is named instead. */
  bind(headings: Headings): ReadRow | { readonly missing: string };
}

/** What makes a typed table out of columns `V`. */
export interface TableShape<V extends object> {
  readonly course: Column<CourseHint>;
  /** Absent for tables whose rows belong to the course. */
  readonly learner?: Column<string>;
  readonly columns: { readonly [K in keyof V]: Column<V[K]> };
  /** Columns that make the key, in order; one that is null is left out of it. */
  readonly key: readonly ((keyof V & string) | 'learner')[];
  /** Column that says when something happened. */
  readonly factAt?: keyof V & string;
  row(values: V): TypedRow;
}

export function defineTable<V extends object>(name: string, shape: TableShape<V>): TableDefinition {
  const columns: (readonly [string, Column<unknown>])[] = Object.entries(shape.columns);

  return {
    name,
    bind(headings) {
      const readers: (readonly [string, ReadField<unknown>])[] = [];
      for (const [property, column] of columns) {
        const read = column.bind(headings);
        if (read === null) return { missing: column.name };
        readers.push([property, read]);
      }
      const readCourse = shape.course.bind(headings);
      if (readCourse === null) return { missing: shape.course.name };
      const readLearner = shape.learner?.bind(headings);
      if (readLearner === null) return { missing: shape.learner?.name ?? '' };

      return (fields) => {
        const course = readCourse(fields);
        const learner = readLearner?.(fields) ?? null;
        let fault = course instanceof BadValue ? course : learner instanceof BadValue ? learner : null;
        const values: Record<string, unknown> = {};
        for (const [property, read] of readers) {
          const value = read(fields);
          values[property] = value;
          if (value instanceof BadValue && fault === null) fault = value;
        }
        const at = shape.factAt === undefined ? null : values[shape.factAt];
        return {
          course: orNull(course),
          learnerId: orNull(learner),
          key: keyOf(shape.key, values, learner),
          // Every column of V was read by its own Column<V[K]>; without a fault none of them is a BadValue.
          row: fault === null ? shape.row(values as V) : null,
          factAt: typeof at === 'number' ? at : null,
          fault,
        };
      };
    },
  };
}

function keyOf(
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
  learner: string | BadValue | null,
): string | null {
  const parts: (string | number)[] = [];
  for (const name of names) {
    const value = name === 'learner' ? learner : values[name];
    if (value === null) continue;
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    parts.push(value);
  }
  return joinKey(parts);
}

function orNull<T>(value: T | BadValue): T | null {
  return value instanceof BadValue ? null : value;
}
