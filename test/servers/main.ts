/** Starts the servers for a developer, prints their addresses, and stops them at Ctrl-C. */
import { startServers } from './index.ts';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

const { kafkaBrokers, schemaRegistryUrl, stop } = await startServers();
process.stdout.write(`KAFKA_BROKERS=${kafkaBrokers}\nSCHEMA_REGISTRY_URL=${schemaRegistryUrl}\n`);
if (!stopping.signal.aborted) {
  await new Promise<void>((resolve) => {
    // A pending promise alone would let the process end.
    const stay = setInterval(() => {}, 60_000);
    stopping.signal.addEventListener('abort', () => {
      clearInterval(stay);
      resolve();
    });
  });
}
await stop();
