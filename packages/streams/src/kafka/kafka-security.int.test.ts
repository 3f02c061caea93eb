import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironment } from '@learning-tracker/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../../test/servers/certificate.ts';
import { type KafkaServer, startKafka } from '../../../../test/servers/kafka.ts';
import { appendTexts, observe, uniqueName } from '../../contract/harness.ts';
import { until } from '../../contract/until.ts';
import type { EventLog } from '../port.ts';
import { kafkaConnectionOf, kafkaEnvironment, kafkaEnvironmentProblems } from './environment.ts';
import { createKafkaLog } from './kafka-log.ts';

const USER = { name: 'tracker', password: 'the-secret-of-this-test' };

describe('a log on a Kafka with TLS and users', () => {
  const opened: EventLog[] = [];
  const cleanUps: (() => Promise<void>)[] = [];
  let kafka: KafkaServer;
  let certificate: { readonly cert: string; readonly key: string };

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
    cleanUps.push(() => rm(folder, { recursive: true }));
    certificate = await makeCertificate(folder);
    kafka = await startKafka({ security: { certificate, user: USER } });
    cleanUps.push(kafka.stop);
  }, 120_000);

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((log) => log.close()));
  });

  afterAll(async () => {
    await Promise.all(cleanUps.map((cleanUp) => cleanUp()));
  });

  function open(env: Readonly<Record<string, string>> = {}): EventLog {
    const given = {
      KAFKA_BROKERS: kafka.address,
      KAFKA_TLS: 'true',
      KAFKA_CA_FILE: certificate.cert,
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_USERNAME: USER.name,
      KAFKA_PASSWORD: USER.password,
      ...env,
    };
    const values = parseEnvironment(given, kafkaEnvironment, [kafkaEnvironmentProblems]);
    const log = createKafkaLog({ ...kafkaConnectionOf(values), clientId: 'test' });
    opened.push(log);
    return log;
  }

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])(
    'is written and read by a %s user',
    async (mechanism) => {
      const log = open({ KAFKA_SASL_MECHANISM: mechanism });
      const topic = uniqueName('secure');
      await log.ensureTopics([{ name: topic, partitions: 1 }]);
      await appendTexts(log, { topic, partition: 0 }, ['0', '1']);
      const member = await observe(log, uniqueName('g'), [topic]);
      await until('both came', () => member.texts().length === 2);
      expect(member.texts()).toEqual(['0', '1']);
      expect(member.failures).toEqual([]);
    },
  );

  it('takes a client certificate beside the user', async () => {
    const log = open({ KAFKA_CERT_FILE: certificate.cert, KAFKA_KEY_FILE: certificate.key });
    await log.ensureTopics([{ name: uniqueName('secure'), partitions: 1 }]);
  });

  it.each(['plain', 'scram-sha-256'])(
    'says that a wrong password of a %s user is refused, without it',
    async (mechanism) => {
      const log = open({ KAFKA_SASL_MECHANISM: mechanism, KAFKA_PASSWORD: 'a-wrong-one' });
      const refused = log.ensureTopics([{ name: uniqueName('secure'), partitions: 1 }]);
      await expect(refused).rejects.toMatchObject({ code: 'LOG_ACCESS_DENIED' });
      await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('a-wrong-one') });
    },
  );

  it('trusts no certificate of an authority that it was not given', async () => {
    const log = open({ KAFKA_CA_FILE: '' });
    await expect(log.ensureTopics([{ name: uniqueName('secure'), partitions: 1 }])).rejects.toMatchObject({
      code: 'LOG_UNREACHABLE',
      message: expect.stringMatching(/self.signed/),
    });
  });

  it('is not spoken to in the open', async () => {
    const log = open({ KAFKA_TLS: 'false', KAFKA_CA_FILE: '' });
    await expect(log.ensureTopics([{ name: uniqueName('secure'), partitions: 1 }])).rejects.toMatchObject({
      code: 'LOG_UNREACHABLE',
    });
  });
});
