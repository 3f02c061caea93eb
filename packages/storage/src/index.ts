export * from './codec/index.ts';
export * from './errors.ts';
export * from './port.ts';
