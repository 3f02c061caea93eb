import { describe, expect, it } from 'vitest';
import { matches, originOf } from './letters.ts';

describe('the origin of a dead letter', () => {
  it('is a record where its id begins with a topic, else a row of a file', () => {
    expect(originOf('clickstream-events/3/1207')).toEqual({
      kind: 'record',
      topic: 'clickstream-events',
      partition: 3,
      offset: 1207,
    });
    expect(originOf('9f86d081/course_progress/17')).toEqual({
      kind: 'row',
      checksum: '9f86d081',
      stream: 'course_progress',
      line: 17,
    });
  });

  it.each(['', 'x', '9f86d081/17', 'table-rows/x/1', 'a/b/c', 'a/b/c/1', 'table-rows/1/-1'])(
    'is not guessed from %j',
    (id) => expect(originOf(id)).toBeNull(),
  );
});

describe('a filter', () => {
  const record = { id: 'table-rows/0/5', code: 'RECORD_UNDECODABLE', courseId: 'c' };
  const row = { id: 'abc/access/5', code: 'bad_time', courseId: 'd' };

  it('lets everything through where nothing is asked for', () => {
    expect([record, row].every((letter) => matches({}, letter, 0))).toBe(true);
  });

  it.each([
    [{ topic: 'table-rows' }, [true, false]],
    [{ topic: 'access' }, [false, true]],
    [{ topic: 'table' }, [false, false]],
    [{ code: 'bad_time' }, [false, true]],
    [{ course: 'c' }, [true, false]],
    [{ course: 'c', code: 'bad_time' }, [false, false]],
    [{ ids: new Set(['abc/access/5']) }, [false, true]],
    [{ since: 10 }, [true, true]],
    [{ since: 11 }, [false, false]],
  ])('%j asks for all it names', (filter, expected) => {
    expect([record, row].map((letter) => matches(filter, letter, 10))).toEqual(expected);
  });
});
