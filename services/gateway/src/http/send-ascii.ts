import type { OutgoingHttpHeader } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Sends ASCII text with the headers and status set so far, past Fastify's serialization: an answer kept as text needs
 * none of it, and node writes text of one byte a character together with its header.
 *
 * @param body as `asciiJson` gives it
 */
export function sendAscii(reply: FastifyReply, body: string): FastifyReply {
  const headers: OutgoingHttpHeader[] = ['content-length', String(body.length)];
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) headers.push(name, value);
  reply.hijack();
  reply.raw.writeHead(reply.statusCode, headers);
  reply.raw.end(body, 'latin1');
  return reply;
}
