import { beforeAll, describe, expect, it } from 'vitest';
import { ITEM_TYPES } from './model/item-types.ts';
import { type ClickFile, countBy, type Row, rowsOf, values } from './testing/read-exports.ts';
import { type WrittenCourse, writeAndRead } from './testing/written-course.ts';

let written: WrittenCourse;
beforeAll(async () => {
  written = await writeAndRead({ seed: 1, learners: 120, weeks: 4 });
}, 120_000);

const table = (name: string): readonly Row[] => rowsOf(written.final, name);
const clickRows = (of: (file: ClickFile) => boolean = () => true): (readonly string[])[] =>
  written.files.filter(of).flatMap((file) => file.rows);
const urls = (): string[] => clickRows((file) => file.kind === 'access').map((row) => row[5] ?? '');

describe('the clickstream', () => {
  it('has rows of 16 fields, in files of both kinds', () => {
    expect(new Set(clickRows().map((row) => row.length))).toEqual(new Set([16]));
    for (const kind of ['access', 'video']) {
      expect(written.files.filter((file) => file.kind === kind).length).toBeGreaterThan(40);
    }
    for (const row of clickRows()) JSON.parse(row[15] ?? '');
  });

  it('has pages of every kind, with queries and fragments, too short and too long ones', () => {
    const all = urls();
    const pages = new Set(all.map((url) => url.split('/')[5]?.replace(/[?#].*/, '')));
    for (const page of [
      ...ITEM_TYPES.map((type) => type.page),
      'home',
      'discussions',
      'discussion',
      'course-inbox',
      'resources',
      '',
      undefined,
    ]) {
      expect(pages).toContain(page);
    }
    const withItem = (pattern: RegExp): boolean => all.some((url) => pattern.test(url));
    expect(withItem(/\/lecture\/\w{5}\?/)).toBe(true);
    expect(withItem(/\/lecture\/\w{5}#/)).toBe(true);
    expect(withItem(/\/lecture\/\w{5}\/[\w-]+[?#]/)).toBe(true);
    expect(withItem(/\/discussions\/weeks\/\d/)).toBe(true);
    expect(withItem(/\/discussions\/forums\/\w+\/threads\/\w+/)).toBe(true);
    expect(withItem(/\/discussions\?/)).toBe(true);
    const parts = all.map((url) => url.split('/'));
    expect(parts.some((each) => each.length < 6)).toBe(true);
    expect(parts.some((each) => each[5] === 'home' && each.length > 9)).toBe(true);
    expect(parts.some((each) => each[5] === 'discussion' && each.length > 10)).toBe(true);
    expect(parts.some((each) => each[5] === 'logistics' && each.length > 11)).toBe(true);
  });

  it('names the course by its id, in some rows by that of a branch', () => {
    const ids = new Set(clickRows().map((row) => row[8]));
    const branches = values(table('course_branches'), 'course_branch_id');
    expect(ids).toEqual(new Set([written.course.config.courseId, ...branches]));
  });

  it('has exactly repeated rows within a file', () => {
    const repeated = written.files.filter((file) => {
      const counts = countBy(file.rows, (row) => row.join('\t'));
      return [...counts.values()].some((count) => count > 1);
    });
    expect(repeated.length).toBeGreaterThan(3);
  });

  it('has days exported twice, the second time longer and with all rows of the first', () => {
    const early = written.files.filter((file) => /_1\.csv/.test(file.name));
    expect(early.length).toBeGreaterThan(4);
    for (const first of early) {
      const name = first.name.replace('_1.', '.');
      const second = written.files.find((file) => file.name === name);
      const held = countBy(second?.rows ?? [], (row) => row.join('\t'));
      for (const [row, count] of countBy(first.rows, (row) => row.join('\t')))
        expect(held.get(row)).toBe(count);
    }
    const longer = early.filter((file) => {
      const second = written.files.find((each) => each.name === file.name.replace('_1.', '.'));
      return (second?.rows.length ?? 0) > file.rows.length;
    });
    expect(longer.length).toBeGreaterThan(4);
  });

  it('has rows that stand in the files of two days', () => {
    const inDays = new Map<string, Set<string>>();
    for (const file of written.files) {
      for (const row of file.rows) {
        const key = `${file.kind} ${row.join('\t')}`;
        inDays.set(key, (inDays.get(key) ?? new Set()).add(file.day));
      }
    }
    expect([...inDays.values()].filter((days) => days.size === 2).length).toBeGreaterThan(3);
  });

  it('has late exports: days that arrive after later ones', () => {
    const finals = written.course.deliveries.filter((delivery) => delivery.edition === 'final');
    expect(finals.map((delivery) => delivery.day).sort()).toEqual(written.course.days);
    const late = finals.filter(
      (delivery, index) => index > 0 && delivery.day < (finals[index - 1]?.day ?? ''),
    );
    expect(late.length).toBeGreaterThan(3);
    expect(written.course.deliveries.map((delivery) => delivery.at)).toEqual(
      written.course.deliveries.map((delivery) => delivery.at).sort(),
    );
  });

  it('has visits over midnight and times with microseconds', () => {
    const days = new Map<string, Set<string>>();
    for (const row of clickRows()) {
      const cookie = row[1] ?? '';
      days.set(cookie, (days.get(cookie) ?? new Set()).add((row[2] ?? '').slice(0, 10)));
    }
    expect([...days.values()].filter((each) => each.size === 2).length).toBeGreaterThan(5);
    expect(clickRows().some((row) => /\.\d{6}$/.test(row[2] ?? ''))).toBe(true);
  });

  it('follows the week: weekend learners come at weekends, and it is quiet at night where they live', () => {
    const { learners } = written.course;
    const weekenders = new Set(
      learners.filter((learner) => learner.archetype === 'weekend').map((learner) => learner.tableId),
    );
    const ofWeekenders = clickRows().filter((row) => weekenders.has(row[0] ?? ''));
    const atWeekends = ofWeekenders.filter((row) =>
      [0, 6].includes(new Date(`${row[2]?.slice(0, 10)}Z`).getUTCDay()),
    );
    expect(atWeekends.length / ofWeekenders.length).toBeGreaterThan(0.6);
    const inColombia = clickRows().filter((row) => row[9] === 'CO');
    const atNight = inColombia.filter((row) => {
      const local = (Number(row[2]?.slice(11, 13)) + 24 - 5) % 24;
      return local >= 2 && local < 5;
    });
    expect(atNight.length / inColombia.length).toBeLessThan(0.03);
  });
});
