import { afterEach, beforeEach, describe } from 'vitest';
import type { AggregateStore } from '../src/port.ts';
import { claimContract } from './claims.ts';
import { commitContract } from './commits.ts';
import { courseContract } from './courses.ts';
import { erasureContract } from './erasures.ts';
import { historyContract } from './history.ts';
import { idMapContract } from './id-map.ts';
import { learnerContract } from './learners.ts';
import { leaseContract } from './leases.ts';
import { openingContract } from './opening.ts';
import { settingsContract } from './settings.ts';

export { type SealedRowsHarness, sealedRowsContract } from './vault.ts';

/** A place for data, empty when it is made. */
export interface StoreHarness {
  /** Opens a store over the data; opening again without closing gives a second store over the same data. */
  open(partitions: number): Promise<AggregateStore>;
  /** Removes the data; every store is closed by then. */
  destroy(): Promise<void>;
}

/** What each group of tests is given; `open` closes what it opened when the test ends. */
export interface Place {
  open(partitions?: number): Promise<AggregateStore>;
}

/** Everything an adapter of `AggregateStore` must do, through the port alone. */
export function aggregateStoreContract(name: string, makeHarness: () => Promise<StoreHarness>): void {
  describe(`${name} as an aggregate store`, () => {
    let harness: StoreHarness;
    let opened: AggregateStore[] = [];

    beforeEach(async () => {
      harness = await makeHarness();
    });

    afterEach(async () => {
      for (const store of opened) await store.close();
      opened = [];
      await harness.destroy();
    });

    const place: Place = {
      async open(partitions = 1) {
        const store = await harness.open(partitions);
        opened.push(store);
        return store;
      },
    };

    openingContract(place);
    claimContract(place);
    commitContract(place);
    learnerContract(place);
    settingsContract(place);
    historyContract(place);
    courseContract(place);
    idMapContract(place);
    erasureContract(place);
    leaseContract(place);
  });
}
