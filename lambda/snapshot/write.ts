/** A snapshot, written to a folder so that reading it gives the same snapshot, and a person can read it too. */

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemWords } from '../text/systemErrors.ts';
import { plainText, SnapshotError } from './error.ts';
import { distinctGaps } from './gaps.ts';
import { type Written, yaml } from './printed.ts';
import type { Snapshot } from './snapshot.ts';
import { regionFilesOf } from './writeAws.ts';
import { clusterFilesOf } from './writeKubernetes.ts';

export interface WriteOptions {
  /** JSON is read ten times faster than YAML; people read YAML. */
  readonly kubernetes?: 'yaml' | 'json';
}

/**
 * Writes format 1 into a folder that is new or empty, readable by its owner only.
 * @throws SnapshotError where the folder has something in it already, or a file cannot be written
 */
export function writeSnapshot(snapshot: Snapshot, path: string, options: WriteOptions = {}): void {
  const written = [
    ...snapshot.regions.map(regionFilesOf),
    ...snapshot.clusters.map((cluster) => clusterFilesOf(cluster, options.kubernetes ?? 'yaml')),
  ];
  createEmpty(path);
  for (const { files } of written) for (const [file, text] of files) write(path, file, text);
  write(path, 'snapshot.yaml', yaml(manifestOf(snapshot, written)));
}

function manifestOf(snapshot: Snapshot, written: readonly Written[]): Readonly<Record<string, unknown>> {
  const { takenAt, account, requested, redacted } = snapshot;
  const read = written.flatMap((part) => part.read);
  const partial = distinctGaps(written.flatMap((part) => part.partial));
  return {
    format: 1,
    takenAt,
    ...(account === undefined ? {} : { account }),
    ...(requested === undefined ? {} : { requested }),
    ...(redacted === undefined || redacted.length === 0 ? {} : { redacted }),
    ...(read.length === 0 ? {} : { read }),
    unreadable: distinctGaps([...snapshot.unreadable, ...written.flatMap((part) => part.unreadable)]),
    ...(partial.length === 0 ? {} : { partial }),
  };
}

function createEmpty(path: string): void {
  attempt(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
  if (attempt(path, () => readdirSync(path)).length > 0) {
    throw new SnapshotError(
      `${plainText(path)}: a snapshot is written into a new or empty folder, and there is something in this one; name another`,
    );
  }
}

function write(root: string, file: string, text: string): void {
  attempt(file, () => {
    mkdirSync(dirname(join(root, file)), { recursive: true, mode: 0o700 });
    writeFileSync(join(root, file), text, { flag: 'wx', mode: 0o600 });
  });
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw new SnapshotError(`${plainText(path)}: it cannot be written: ${systemWords(cause)}`, { cause });
  }
}
