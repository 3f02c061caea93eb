import { expect, test } from 'vitest';
import { createChangeStream } from './change-stream.ts';
import type { Http } from './http.ts';
import { Problem } from './problem.ts';

/** A gateway whose streams say what they are given and then end. */
function gatewayOf(...streams: (readonly string[])[]) {
  const opened: { path: string; headers: Readonly<Record<string, string>> }[] = [];
  let tickets = 0;
  const http: Http = {
    get: async () => {
      throw new Problem('missing', 'not asked for');
    },
    post: async (_path, _body, schema) => {
      tickets += 1;
      return schema.parse({ ticket: `t${tickets}` });
    },
    address: (path) => path,
    open: async (path, headers) => {
      opened.push({ path, headers });
      const chunks = streams[opened.length - 1] ?? [];
      return new Response(
        new ReadableStream({
          start(controller) {
            for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
            controller.close();
          },
        }),
      );
    },
  };
  const stream = createChangeStream(http, '/ticket');
  const heard: string[] = [];
  const follow = () =>
    stream.follow(
      { onOpen: () => heard.push('open'), onChange: () => heard.push('change') },
      new AbortController().signal,
    );
  return { opened, heard, follow };
}

test('tells of metrics and settings, also when they come in pieces; beats and unknown events tell nothing', async () => {
  const { heard, follow } = gatewayOf([
    ': beat\n\n',
    'id: 7\nevent: met',
    'rics\ndata: {"revision":"a"}\n\n',
    'event: other\ndata: x\n\nid: 8\nevent: settings\ndata: {}\n\n',
  ]);
  await follow();
  expect(heard).toEqual(['open', 'change', 'change']);
});

test('every opening has a ticket of its own and says what was seen last', async () => {
  const { opened, follow } = gatewayOf(['id: 7\nevent: metrics\ndata: {}\n\n'], [': beat\n\n'], []);
  await follow();
  await follow();
  await follow();
  expect(opened.map(({ path }) => path)).toEqual([
    '/v1/stream?ticket=t1',
    '/v1/stream?ticket=t2',
    '/v1/stream?ticket=t3',
  ]);
  expect(opened.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '7', '7']);
});
