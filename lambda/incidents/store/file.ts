/** The store as files in a folder, for `nlb-doctor watch`: one file an item, replaced whole by a rename, guarded by a lock. */

import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemWords } from '../../text/systemErrors.ts';
import { type Item, mayReplace, type Partition, type Store, StoreError } from './store.ts';

/** A lock older than this was left by a process that died: writing one file takes no such time. */
const staleLockMs = 5_000;
const lockPauseMs = 10;
const lockAttempts = 1_000;

export function fileStore(folder: string): Store {
  const places = (partition: Partition) => join(folder, partition.toLowerCase());
  return {
    list: (partition) => told(`reading ${places(partition)}`, () => listed(places(partition), partition)),
    get: (partition, id) => told(`reading ${places(partition)}`, () => read(join(places(partition), fileOf(id)), partition, id)),
    put: (item) =>
      told(`writing ${places(item.partition)}`, async () => {
        const place = places(item.partition);
        await mkdir(place, { recursive: true, mode: 0o700 });
        const path = join(place, fileOf(item.id));
        return locked(`${path}.lock`, () => replace(path, item));
      }),
  };
}

/** Ids may hold anything: the name is readable where it can be, and unique by its hash. A file that is no item has its name as its id. */
function fileOf(id: string): string {
  if (/^[\w.-]+\.json$/.test(id)) return id;
  const readable = id.replace(/[^A-Za-z0-9-]+/g, '_').slice(0, 60);
  return `${readable}.${createHash('sha256').update(id).digest('hex').slice(0, 12)}.json`;
}

async function listed(place: string, partition: Partition): Promise<readonly Item[]> {
  const found = await readdir(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = found.filter((name) => name.endsWith('.json'));
  const items = await Promise.all(names.map((name) => read(join(place, name), partition, name)));
  // A copy under another name is not the item: what is written to the item would not be written there.
  return items.flatMap((item, at) => (item !== undefined && fileOf(item.id) === names[at] ? [item] : []));
}

async function read(path: string, partition: Partition, id: string): Promise<Item | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : itemOf(text, partition, id);
}

/** A file that is no item is kept, and counts as one without a body: never as nothing. */
function itemOf(text: string, partition: Partition, id: string): Item {
  const broken: Item = { partition, id, revision: 0, fence: 0, schema: 0, expiresAt: null, body: undefined };
  try {
    const item = JSON.parse(text) as Item;
    if (typeof item?.revision !== 'number' || typeof item.id !== 'string') return broken;
    // Whoever spoilt the fence cannot keep the item from being repaired.
    return { ...item, partition, fence: typeof item.fence === 'number' ? item.fence : 0 };
  } catch {
    return broken;
  }
}

async function replace(path: string, item: Item): Promise<boolean> {
  if (!mayReplace(await read(path, item.partition, item.id), item)) return false;
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, JSON.stringify(item), { mode: 0o600, flush: true });
  await rename(temporary, path);
  return true;
}

async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < lockAttempts; attempt += 1) {
    const handle = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (handle !== undefined) {
      await handle.close();
      return await work().finally(() => rm(path, { force: true }));
    }
    await giveWay(path);
  }
  throw new StoreError(`${path} is held by another process`);
}

async function giveWay(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && Date.now() - found.mtimeMs > staleLockMs) return rm(path, { force: true });
  await wait(lockPauseMs);
}

async function told<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError(`${doing} failed: ${systemWords(cause)}; may this user read and write the folder?`, { cause });
  }
}
