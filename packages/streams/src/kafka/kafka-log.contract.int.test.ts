import { inject } from 'vitest';
import { eventLogContract } from '../../contract/index.ts';
import { createKafkaLog } from './kafka-log.ts';

eventLogContract('kafka', async () => {
  const brokers = inject('kafkaBrokers').split(',');
  return {
    open: async () => createKafkaLog({ brokers, clientId: 'contract', sessionTimeout: 1_500 }),
    dispose: async () => {},
  };
});
