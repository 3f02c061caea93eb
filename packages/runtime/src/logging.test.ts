import { expect, test } from 'vitest';
import { TrackerError } from './errors.ts';
import { createLogger, type LoggerOptions } from './logging.ts';

function recording(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
    ...options,
  });
  return { logger, lines, parsed: () => lines.map((line) => JSON.parse(line)) };
}

test('writes one JSON line an event with level, service and time', () => {
  const { logger, parsed } = recording();
  logger.child({ partition: 3 }).warn({ lag: 7 }, 'falling behind');
  expect(parsed()).toEqual([
    {
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      name: 'test',
      partition: 3,
      lag: 7,
      msg: 'falling behind',
    },
  ]);
});

test('keeps to its level', () => {
  const { logger, lines } = recording();
  logger.debug({}, 'detail');
  expect(lines).toEqual([]);
});

test('an error keeps its code, hint and message', () => {
  const { logger, parsed } = recording();
  logger.error({ error: new TrackerError('CODE', 'went wrong', 'mend it') }, 'stopped');
  expect(parsed()[0].error).toMatchObject({ code: 'CODE', hint: 'mend it', message: 'went wrong' });
});

test('secret fields are not written, however deep', () => {
  const { logger, lines } = recording();
  logger.info({ token: 'aaa1', request: { authorization: 'aaa2', inner: { password: 'aaa3' } } }, 'call');
  expect(lines.join('')).not.toMatch(/aaa\d/);
});

test('secret values are not written, wherever they stand', () => {
  const secret = 'se"cr/et';
  const { logger, lines } = recording({ secrets: [secret, ''] });
  logger.info({ url: `/w/${secret}/x`, encoded: encodeURIComponent(secret) }, `opened ${secret}`);
  logger.error({ error: new Error(`no route ${secret}`) }, 'failed');
  expect(lines.join('')).not.toMatch(/cr(\/|%2F)et/);
  expect(lines).toHaveLength(2);
});
