export * from './consumer-group.ts';
export * from './deployment.ts';
export * from './environment.ts';
export * from './keep-refreshed.ts';
export * from './open-deployment.ts';
export * from './open-embedded.ts';
export * from './receipt-file.ts';
export * from './start-on-deployment.ts';
