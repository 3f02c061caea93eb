import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Grants } from '../oauth/grants.ts';

const authorization = z.object({
  response_type: z.literal('code'),
  client_id: z.string().min(1),
  redirect_uri: z.url({ protocol: /^https?$/ }),
  state: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.literal('S256').optional(),
});

const codeForm = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string(),
  redirect_uri: z.string(),
  client_id: z.string().min(1),
  code_verifier: z.string().optional(),
});
const refreshForm = z.object({
  grant_type: z.literal('refresh_token'),
  refresh_token: z.string(),
  client_id: z.string().min(1),
});
const tokenForm = z.discriminatedUnion('grant_type', [codeForm, refreshForm]);

/** The account server: its page sends the browser back at once, as if a person had said yes. Any client is known. */
export function oauthRoutes(app: FastifyInstance, grants: Grants): void {
  app.get('/oauth2/v1/auth', async (request, reply) => {
    const query = authorization.safeParse(request.query);
    if (!query.success)
      return reply.code(400).send(oauthError('invalid_request', z.prettifyError(query.error)));
    const { redirect_uri, state, code_challenge } = query.data;
    const target = new URL(redirect_uri);
    target.searchParams.set('code', grants.code(redirect_uri, code_challenge ?? null));
    if (state !== undefined) target.searchParams.set('state', state);
    return reply.redirect(target.href);
  });

  app.post('/oauth2/v1/token', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const form = tokenForm.safeParse(request.body);
    if (!form.success)
      return reply.code(400).send(oauthError('invalid_request', z.prettifyError(form.error)));
    const { data } = form;
    const tokens =
      data.grant_type === 'refresh_token'
        ? grants.refresh(data.refresh_token)
        : grants.exchange(data.code, data.redirect_uri, data.code_verifier ?? null);
    if (tokens !== null) return tokens;
    return reply.code(400).send(oauthError('invalid_grant', `the ${data.grant_type} is not valid here`));
  });
}

function oauthError(error: string, description: string): Record<string, string> {
  return { error, error_description: description };
}
