/** The worlds that were recorded or written by hand: folders of `scenarios/` beside the sources, or packed inside the single file. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Packed, unpack } from './packed.ts';
import { packedWorlds } from './packedWorlds.ts';

const scenarios = join(import.meta.dirname, '../../scenarios');
const packed: Packed | undefined = packedWorlds === undefined ? undefined : unpack(packedWorlds);

/** Names of the folders, sorted. */
export const recordedNames: readonly string[] = (packed === undefined ? folderNames() : [...packed.keys()]).toSorted();

/** Calls `use` with a folder that holds the files of a world: `snapshot.yaml`, `expected.yaml` and the rest. The folder may be gone afterwards. */
export function inRecordedFolder<T>(name: string, use: (folder: string) => T): T {
  if (!recordedNames.includes(name)) throw new Error(`there is no world "${name}"`);
  if (packed === undefined) return use(join(scenarios, name));
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-world-'));
  try {
    for (const [path, content] of packed.get(name) ?? []) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function folderNames(): readonly string[] {
  return readdirSync(scenarios, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(scenarios, entry.name, 'snapshot.yaml')))
    .map(({ name }) => name);
}
