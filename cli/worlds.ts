/** The demo worlds: folders of `scenarios/` beside the sources, or packed inside the single file. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSnapshot } from '../lambda/snapshot/read.ts';
import type { Snapshot } from '../lambda/snapshot/snapshot.ts';
import { packedWorlds } from './built.ts';
import { type Packed, unpack } from './packed.ts';

/** Names of all worlds, such as `seed-incident` or `cilium/l7-proxy-off/cause`, sorted. */
export function worldNames(): readonly string[] {
  return packedWorlds === undefined ? namesBelow(scenarios, '') : [...unpacked(packedWorlds).keys()].toSorted();
}

/** @throws SnapshotError where the world cannot be read; the name is one of `worldNames()` */
export function readWorld(name: string): Snapshot {
  return inFolder(name, readSnapshot);
}

/** Calls `use` with a folder that holds the files of a world: `snapshot.yaml`, `expected.yaml` and the rest. It may be gone afterwards. */
export function inFolder<T>(name: string, use: (folder: string) => T): T {
  if (packedWorlds === undefined) return use(join(scenarios, name));
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-world-'));
  try {
    for (const [path, content] of unpacked(packedWorlds).get(name) ?? []) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One file of a world, without the others; undefined where it has none of that name. */
export function fileOfWorld(name: string, path: string): string | undefined {
  if (packedWorlds !== undefined) {
    const content = unpacked(packedWorlds)
      .get(name)
      ?.find(([file]) => file === path)?.[1];
    return content === undefined ? undefined : Buffer.from(content).toString('utf8');
  }
  const file = join(scenarios, name, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

const scenarios = join(import.meta.dirname, '../scenarios');

function namesBelow(root: string, folder: string): readonly string[] {
  const below = join(root, folder);
  if (existsSync(join(below, 'snapshot.yaml'))) return [folder];
  const folders = readdirSync(below, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => namesBelow(root, folder === '' ? name : `${folder}/${name}`)).toSorted();
}

let cached: Packed | undefined;

function unpacked(packed: string): Packed {
  cached ??= unpack(packed);
  return cached;
}
