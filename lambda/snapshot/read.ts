/** A snapshot folder, read: everything in it checked once, here, so that no later stage has to. */

import { openFolder } from './files.ts';
import { readManifest } from './manifest.ts';
import { readRegions } from './readAws.ts';
import { readClusters } from './readKubernetes.ts';
import type { Snapshot } from './snapshot.ts';

export { SnapshotError } from './error.ts';

/**
 * Reads format 1 of the snapshot folder.
 * @throws SnapshotError one sentence: which file, where in it, what is wrong
 */
export function readSnapshot(path: string): Snapshot {
  const folder = openFolder(path);
  const manifest = readManifest(folder);
  const regions = readRegions(folder, manifest.unreadable);
  return {
    format: 1,
    takenAt: manifest.takenAt,
    ...(manifest.account === undefined ? {} : { account: manifest.account }),
    ...(manifest.requested === undefined ? {} : { requested: manifest.requested }),
    regions: regions.map(({ region }) => region),
    clusters: readClusters(folder, manifest),
    unreadable: [...manifest.unreadable, ...regions.flatMap(({ gaps }) => gaps)],
    ...(manifest.redacted.length === 0 ? {} : { redacted: manifest.redacted }),
  };
}
