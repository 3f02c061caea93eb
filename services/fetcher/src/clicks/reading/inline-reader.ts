import type { FetcherDeps } from '../../model.ts';
import type { ClickReader } from './click-reader.ts';
import { encodedBlocks } from './encoded-blocks.ts';

/** Reads in this thread, one file at a time. */
export function createInlineReader({ readers, serde }: Pick<FetcherDeps, 'readers' | 'serde'>): ClickReader {
  return {
    concurrency: 1,
    async open(path, limits) {
      const stream = await readers.openClickstreamFile(path, limits === undefined ? {} : { limits });
      return {
        kind: stream.kind,
        day: stream.day,
        blocks: (request) => encodedBlocks(stream, request, (click) => serde.encode('ClickObserved', click)),
        close: async () => {},
      };
    },
  };
}
