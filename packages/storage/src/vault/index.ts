export * from './email-vault.ts';
export * from './port.ts';
