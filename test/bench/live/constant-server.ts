/** The limit of a gateway: a Fastify route that answers a constant. `constant-server.ts BYTES`; it ends with its parent. */
import { fastify } from 'fastify';

const body = JSON.stringify('x'.repeat(Number(process.argv[2])));
const app = fastify();
app.get('/*', (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.once('disconnect', () => process.exit(0));
process.send?.(url);
