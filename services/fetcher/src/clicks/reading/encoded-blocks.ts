import type { ClickstreamFile } from '@learning-tracker/coursera';
import { createExtraPicker } from '../../routing/extra-columns.ts';
import { createBlockEncoder, type EncodeClick } from './block-encoder.ts';
import type { ClickBlock, ClickRequest } from './click-reader.ts';

/** Reads a verified file and encodes what is asked of it, in the thread that calls. */
export async function* encodedBlocks(
  stream: ClickstreamFile,
  request: ClickRequest,
  encode: EncodeClick,
): AsyncGenerator<ClickBlock> {
  const blockOf = createBlockEncoder(request, encode);
  const { columns } = createExtraPicker(request.configs, 'clickstream');
  for await (const chunk of stream.rows({ publish: columns })) yield blockOf(chunk);
}
