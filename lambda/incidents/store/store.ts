/** The memory between runs: single items, each written only by comparing and setting. Nothing is locked, nothing spans two items. */

/** `REPORT`: the latest diagnosis of what is not healthy, for people who look; nothing is decided by it. */
export type Partition = 'STATE' | 'OUTBOX' | 'SILENCE' | 'LEASE' | 'REPORT';

export interface Item {
  readonly partition: Partition;
  readonly id: string;
  /** 1 for a new item, then one more with each write. */
  readonly revision: number;
  /** Of the run that wrote it; a run with a lower one can no longer write the item. */
  readonly fence: number;
  /** Version of the body's shape. */
  readonly schema: number;
  /** Seconds since 1970 after which the item counts as not there, and may be deleted; null for what is open. */
  readonly expiresAt: number | null;
  /** JSON; undefined where what is stored is not JSON. */
  readonly body: unknown;
}

export interface Store {
  /** All items of a partition, expired ones included: who reads decides by time. @throws StoreError */
  readonly list: (partition: Partition) => Promise<readonly Item[]>;
  /** Undefined where there is none. @throws StoreError */
  readonly get: (partition: Partition, id: string) => Promise<Item | undefined>;
  /**
   * Writes if the stored revision is one less (none for revision 1) and no higher fence wrote it; false where another was there first.
   * @throws StoreError where it is not known whether it was written
   */
  readonly put: (item: Item) => Promise<boolean>;
}

/** The store could not be reached, or refused. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Bytes; by construction items are smaller. */
export const largestItem = 8 * 1024;

export const mayReplace = (stored: Item | undefined, item: Item): boolean =>
  stored === undefined ? item.revision === 1 : stored.revision === item.revision - 1 && stored.fence <= item.fence;
