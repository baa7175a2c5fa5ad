/** A store that lasts as long as the process: for tests, and for a single run without memory. */

import { type Item, mayReplace, type Partition, type Store } from './store.ts';

/** Bodies are kept as they are and must not be changed by anybody. */
export function memoryStore(items: Iterable<Item> = []): Store & { readonly dump: () => readonly Item[] } {
  const kept = new Map<string, Item>();
  for (const item of items) kept.set(keyOf(item), item);
  return {
    list: async (partition) => [...kept.values()].filter((item) => item.partition === partition),
    get: async (partition, id) => kept.get(keyOf({ partition, id })),
    put: async (item) => {
      if (!mayReplace(kept.get(keyOf(item)), item)) return false;
      kept.set(keyOf(item), item);
      return true;
    },
    dump: () => [...kept.values()],
  };
}

const keyOf = ({ partition, id }: { readonly partition: Partition; readonly id: string }) => `${partition}#${id}`;
