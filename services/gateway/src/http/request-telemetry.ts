import type { Telemetry } from '@learning-tracker/runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Counts an answer that has been sent. */
export type CountAnswer = (reply: FastifyReply) => void;

/**
 * Counts answers by route pattern, never by URL. Each route gets a hook of its own that knows its pattern: to ask a
 * request for its route makes an object of all the route's options, on every request.
 *
 * @returns counts what has no route
 */
export function installTelemetry(app: FastifyInstance, telemetry: Telemetry): CountAnswer {
  const routes = new Map<string, CountAnswer>();
  const countOf = (route: string): CountAnswer => {
    const known = routes.get(route) ?? routeTelemetry(telemetry, route);
    routes.set(route, known);
    return known;
  };
  app.addHook('onRoute', (route) => {
    const count = countOf(route.url);
    route.onResponse = [
      (_request, reply, done) => {
        count(reply);
        done();
      },
      ...[route.onResponse ?? []].flat(),
    ];
  });
  return countOf('unknown');
}

function routeTelemetry(telemetry: Telemetry, route: string): CountAnswer {
  const byStatus = [0, 1, 2, 3, 4, 5].map((status) =>
    telemetry.counter('learning_tracker_http_requests_total', { route, status: `${status}xx` }),
  );
  const duration = telemetry.histogram('learning_tracker_http_request_duration_seconds', { route });
  return (reply) => {
    byStatus[Math.floor(reply.statusCode / 100)]?.add(1);
    duration.observe(reply.elapsedTime / 1000);
  };
}
