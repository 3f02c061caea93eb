import { createParser } from 'eventsource-parser';
import type { Http } from './http.ts';
import type { ChangeStream } from './learner-source.ts';
import { Problem } from './problem.ts';
import { ticketSchema } from './schemas.ts';

/** The server beats every 15 s; after three missed beats the line is dead though nobody said so. */
const SILENCE_MS = 45_000;

/**
 * Changes by server-sent events. A ticket opens the stream once, so a browser's own `EventSource`, which comes back
 * with the address it had, could never come back; here each opening gets a ticket of its own and says what was seen.
 */
export function createChangeStream(http: Http, ticketPath: string): ChangeStream {
  let lastEventId: string | null = null;
  return {
    async follow(listener, signal) {
      const { ticket } = await http.post(ticketPath, {}, ticketSchema);
      const quiet = new AbortController();
      const either = AbortSignal.any([signal, quiet.signal]);
      const headers = {
        accept: 'text/event-stream',
        ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
      };
      const answer = await http.open(`/v1/stream?ticket=${encodeURIComponent(ticket)}`, headers, either);
      if (answer.body === null) throw new Problem('unreadable', 'The stream has no body.');
      listener.onOpen();
      const parser = createParser({
        onEvent: ({ id, event }) => {
          if (id !== undefined) lastEventId = id;
          if (event === 'metrics' || event === 'settings') listener.onChange();
        },
      });
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const silence = setTimeout(() => quiet.abort(), SILENCE_MS);
        try {
          const { done, value } = await reader.read();
          if (done) return;
          parser.feed(value);
        } catch (error) {
          throw new Problem('unreachable', 'The stream broke.', error);
        } finally {
          clearTimeout(silence);
        }
      }
    },
  };
}
