import { inject, onTestFinished } from 'vitest';
import { type Bed, type BedOptions, openBed } from './bed.ts';

/** A bed on the servers of this run, closed when the test has ended. */
export async function testBed(options: Pick<BedOptions, 'input'> & Partial<BedOptions>): Promise<Bed> {
  const bed = await openBed({
    brokers: inject('kafkaBrokers').split(','),
    registryUrl: inject('schemaRegistryUrl'),
    ...options,
  });
  onTestFinished(bed.close);
  return bed;
}
