export * from './generated/events.ts';
export * from './port.ts';
