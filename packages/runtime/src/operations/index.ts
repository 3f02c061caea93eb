export * from './readiness.ts';
export * from './routes.ts';
export * from './server.ts';
