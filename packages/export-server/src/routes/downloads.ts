import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { send } from '@fastify/send';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiRefusal } from '../errors.ts';
import type { Faults } from '../faults/faults.ts';
import type { Links } from './links.ts';

const params = z.object({ id: z.string(), name: z.string() });
const query = z.object({ Expires: z.string().default(''), Signature: z.string().default('') });

/** Files behind signed links, with `Content-Length`, a strong `ETag`, and `Range` for whoever resumes. */
export function downloadRoutes(
  app: FastifyInstance,
  { links, faults }: { readonly links: Links; readonly faults: Faults },
): void {
  app.get('/downloads/:id/:name', async (request, reply) => {
    const { id } = params.parse(request.params);
    const { Expires, Signature } = query.parse(request.query);
    const target = links.resolve(id, Expires, Signature);
    if (target === null) throw new ApiRefusal(403, 'accessDenied', 'The link has expired or is not valid');
    const stats = await stat(target.path).catch(() => null);
    if (stats === null) throw new ApiRefusal(404, 'notFound', 'The file is not there any more');

    const etag = `"${stats.size.toString(16)}-${Math.round(stats.mtimeMs * 1000).toString(16)}"`;
    // Judged here, since the library makes weak tags only, which do not match for a range.
    const { 'if-range': ifRange } = request.headers;
    if (ifRange !== undefined && ifRange !== etag) delete request.raw.headers.range;
    delete request.raw.headers['if-range'];
    const answer = await send(request.raw, encodeURIComponent(basename(target.path)), {
      root: dirname(target.path),
      etag: false,
      dotfiles: 'allow',
      cacheControl: false,
      contentType: false,
    });
    const isCut = answer.statusCode < 300 && faults.strikes('cut');
    const length = Number(answer.headers['Content-Length'] ?? 0);
    return reply
      .code(answer.statusCode)
      .headers({ ...answer.headers, ETag: etag, 'Content-Type': 'application/octet-stream' })
      .send(isCut ? Readable.from(half(answer.stream, length)) : answer.stream);
  });
}

/** The first half, then a failure, at which the server cuts the connection. */
async function* half(stream: Readable, length: number): AsyncGenerator<Uint8Array> {
  let left = Math.floor(length / 2);
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) break;
  }
  throw new Error('cut by request');
}
