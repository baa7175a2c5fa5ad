/** One measurement in a process of its own: reads a snapshot, diagnoses it, and prints times and peak memory as JSON. */

import { diagnose } from '../lambda/diagnose/diagnose.ts';
import { readSnapshot } from '../lambda/snapshot/read.ts';
import { joinTopology } from '../lambda/topology/join.ts';

/** Times in milliseconds; `megabytes` (10^6 bytes) is the peak resident set. */
export interface Measured {
  readonly read: number;
  readonly join: number;
  readonly rules: number;
  readonly megabytes: number;
  readonly targets: number;
  readonly causes: number;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the snapshot folder to measure: node bench/once.ts FOLDER');

const start = performance.now();
const snapshot = readSnapshot(folder);
const read = performance.now();
const topology = joinTopology(snapshot);
const joined = performance.now();
const diagnosis = diagnose(topology);
const end = performance.now();

const groups = snapshot.regions.flatMap(({ targetHealth }) => [...targetHealth.values()]);
const measured: Measured = {
  read: read - start,
  join: joined - read,
  rules: end - joined,
  megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
  targets: groups.reduce((sum, { items }) => sum + items.length, 0),
  causes: diagnosis.loadBalancers.filter(({ findings }) => findings[0]?.kind === 'cause').length,
};
process.stdout.write(`${JSON.stringify(measured)}\n`);
