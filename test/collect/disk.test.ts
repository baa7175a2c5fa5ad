/** What was collected survives the way to disk and back: what was read, how far, and what was not. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';
import { collect } from '../../lambda/collect/collect.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { Reading, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { writeSnapshot } from '../../lambda/snapshot/write.ts';
import { clients, kept, request } from './live.ts';

const scenarios = new URL('../../scenarios/', import.meta.url).pathname;

function throughDisk(snapshot: Snapshot): Snapshot {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-'));
  kept({ close: () => rmSync(folder, { recursive: true }) });
  writeSnapshot(snapshot, join(folder, 'out'));
  return readSnapshot(join(folder, 'out'));
}

const told = (reading: Reading<unknown>) => ({
  state: reading.state,
  count: reading.items.length,
  ...(reading.state === 'scoped' ? { scopes: reading.scopes.map((scope) => JSON.stringify(scope)).toSorted() } : {}),
  ...(reading.state === 'complete' && reading.installed === false ? { installed: false } : {}),
});

const clustersOf = (snapshot: Snapshot) =>
  snapshot.clusters.map(({ name, region, readings, unreadable }) => ({
    name,
    region,
    readings: Object.fromEntries(
      [...readings].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([resource, reading]) => [resource, told(reading)]),
    ),
    unreadable: unreadable.map(({ what, code }) => [what, code]),
  }));

const healthOf = (snapshot: Snapshot) =>
  snapshot.regions.flatMap(({ targetHealth }) => [...targetHealth].map(([name, reading]) => [name, told(reading)] as const)).toSorted();

test.each(['seed-incident', 'unreadable-cluster', 'seed-incident-as-reported'])('%s', async (name) => {
  const lab = await startLab({ snapshot: `${scenarios}${name}` });
  kept({ close: lab.stop });
  Object.assign(process.env, lab.environment);
  const regions = readSnapshot(`${scenarios}${name}`).regions.map(({ region }) => region);
  const collected = await collect(request({ regions, everything: true, reads: [] }), clients());
  const back = throughDisk(collected);
  expect(healthOf(back)).toEqual(healthOf(collected));
  expect(clustersOf(back)).toEqual(clustersOf(collected));
  expect(back.unreadable.map(({ what }) => what).toSorted()).toEqual(collected.unreadable.map(({ what }) => what).toSorted());
});
