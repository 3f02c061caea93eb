/** Starts the servers for a developer, prints their addresses, and stops them at Ctrl-C. */
import { startServers } from './index.ts';

const { kafkaBrokers, schemaRegistryUrl, stop } = await startServers();
process.stdout.write(`KAFKA_BROKERS=${kafkaBrokers}\nSCHEMA_REGISTRY_URL=${schemaRegistryUrl}\n`);
await new Promise<void>((resolve) => {
  // Waits for a signal; a pending promise alone would let the process end.
  const stay = setInterval(() => {}, 60_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      clearInterval(stay);
      resolve();
    });
  }
});
await stop();
