import { beforeAll, describe, expect, it } from 'vitest';
import { countBy, type Row, rowsOf, type Tables } from './testing/read-exports.ts';
import { type WrittenCourse, writeAndRead } from './testing/written-course.ts';

/** Columns that say when something is planned, or was long before, rather than when it happened. */
const PLANNED = /^on_demand_sessions_(start|end|enrollment_end)_ts$/;

let written: WrittenCourse;
beforeAll(async () => {
  written = await writeAndRead({ seed: 2, learners: 60, weeks: 3 });
}, 120_000);

const keyOf = (table: string, row: Row): string => {
  const idColumn = Object.keys(row)[0] ?? '';
  if (table === 'course_progress') return JSON.stringify(row);
  if (table.startsWith('discussion_') || table.startsWith('peer_')) return String(row[idColumn]);
  return Object.entries(row)
    .filter(([column]) => /_id$|_start_ts$/.test(column) && !column.includes('passing_state'))
    .map(([, value]) => value)
    .join(' ');
};

describe('snapshots', () => {
  it('hold nothing that happened later', () => {
    const snapshotAt = written.course.halfwayAt.replace('T', ' ').replace('Z', '');
    let compared = 0;
    for (const [name, rows] of written.halfway) {
      for (const row of rows) {
        for (const [column, time] of Object.entries(row)) {
          if (!column.endsWith('_ts') || PLANNED.test(column) || time === null) continue;
          expect(time <= snapshotAt, `${name}.${column}: ${time}`).toBe(true);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });

  it('only gain rows, key by key', () => {
    for (const [name, rows] of written.halfway) {
      const later = countBy(rowsOf(written.final, name), (row) => keyOf(name, row));
      for (const [key, count] of countBy(rows, (row) => keyOf(name, row))) {
        expect(later.get(key) ?? 0, `${name}: ${key}`).toBeGreaterThanOrEqual(count);
      }
    }
  });

  it('grow, and let no grade fall', () => {
    const gradesOf = (tables: Tables): Map<string, number> =>
      new Map(
        rowsOf(tables, 'course_item_grades')
          .filter((row) => row.course_item_grade_overall !== null)
          .map((row) => [keyOf('course_item_grades', row), Number(row.course_item_grade_overall)]),
      );
    const [before, after] = [gradesOf(written.halfway), gradesOf(written.final)];
    expect(before.size).toBeGreaterThan(10);
    for (const [key, grade] of before) expect(after.get(key) ?? -1).toBeGreaterThanOrEqual(grade);
    for (const name of ['course_progress', 'course_item_grades', 'discussion_answers']) {
      expect(rowsOf(written.final, name).length).toBeGreaterThan(rowsOf(written.halfway, name).length);
    }
  });

  it('name only learners of the id map, of the same snapshot', () => {
    for (const tables of [written.halfway, written.final]) {
      const known = new Set(
        rowsOf(tables, 'northfield_course_user_ids').map((row) => row.northfield_user_id),
      );
      for (const [name, rows] of tables) {
        for (const row of rows) {
          if ('northfield_user_id' in row) expect(known, name).toContain(row.northfield_user_id);
        }
      }
    }
  });
});

describe('days', () => {
  it('are those that have files, and their rows are of the day or, repeated, of the day before', () => {
    expect([...new Set(written.files.map((file) => file.day))].sort()).toEqual(written.course.days);
    for (const file of written.files) {
      const dayBefore = new Date(Date.parse(file.day) - 86_400_000).toISOString().slice(0, 10);
      for (const row of file.rows) expect([file.day, dayBefore]).toContain(row[2]?.slice(0, 10));
    }
  });

  it('agree with progress: who has clicks at all clicked on every day of progress', () => {
    const clicked = new Set<string>();
    const clickers = new Set<string>();
    for (const file of written.files) {
      for (const row of file.rows) {
        clicked.add(`${row[0]} ${row[2]?.slice(0, 10)}`);
        clickers.add(row[0] ?? '');
      }
    }
    let compared = 0;
    for (const row of rowsOf(written.final, 'course_progress')) {
      if (!clickers.has(row.northfield_user_id ?? '')) continue;
      expect(clicked).toContain(`${row.northfield_user_id} ${row.course_progress_ts?.slice(0, 10)}`);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(1000);
  });

  it('agree with typed access, row by row', () => {
    for (const day of written.course.days.slice(10, 20)) {
      for (const kind of ['access', 'video']) {
        const file = written.files.find((each) => each.name === `${kind}-${day}.csv.gz`);
        const typed = [...written.course.clicksOf(day)].filter((click) => click.kind === kind);
        expect(typed.map((click) => click.fields)).toEqual(file?.rows ?? []);
        for (const click of typed) {
          const [seconds, fraction = ''] = (click.fields[2] ?? '').split('.');
          const micros =
            Date.parse(`${seconds?.replace(' ', 'T')}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
          expect(click.at).toBe(micros);
        }
      }
    }
  });

  it('have nothing to write outside of the course', async () => {
    expect(await written.course.writeDay('unused', '1999-01-01')).toEqual([]);
    expect([...written.course.clicksOf('1999-01-01')]).toEqual([]);
  });
});
