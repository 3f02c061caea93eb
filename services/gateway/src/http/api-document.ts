import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import manifest from '../../package.json' with { type: 'json' };

export const API_DOCUMENT_PATH = '/docs/json';

/**
 * The OpenAPI document of all routes that have a schema and are registered later, and a page that shows it (`/docs`).
 * It tells of nobody and needs no token. Routes behind a signed link are those of the bearer and not told twice.
 */
export async function installApiDocument(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Learning Tracker',
        version: manifest.version,
        description:
          'Twelve indicators of engagement for each learner of a course. Every route is also served under a signed link, /w/{token}, without the Authorization header.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      security: [{ token: [] }],
    },
    transform: ({ schema, url }) => ({
      schema: { ...schema, hide: schema?.summary === undefined || url.startsWith('/w/') },
      url,
    }),
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}
