/** One world gets one diagnosis, whichever way it is read: a live check, the replay of its capture, and the replay of its snapshot agree. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { depth } from '../../cli/commands/check.ts';
import { enter } from '../../lab/environment.ts';
import { startLab } from '../../lab/lab.ts';
import { readWorld, worldNames } from '../../lab/worlds/catalogue.ts';
import { recordedNames } from '../../lab/worlds/recorded.ts';
import { collect } from '../../lambda/collect/collect.ts';
import type { CollectRequest } from '../../lambda/collect/request.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { readsOfAllRules } from '../../lambda/diagnose/rules/index.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { writeSnapshot } from '../../lambda/snapshot/write.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { patienceMs } from '../patience.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-agree-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Made by hand with less in them than their world has: the lab cannot know what was left out, and a live run reads more. Why: */
const lessThanTheirWorld: Readonly<Record<string, string>> = {
  'one-node-envoy-down': 'events and CiliumNodeConfigs were not read, and the lab has none',
  'two-clusters-two-regions': 'events and CiliumNodeConfigs were not read, and the lab refuses or has none',
};
/** What a live run cannot give back, and why. */
const notToBeHad: Readonly<Record<string, string>> = {
  'seed-incident-as-reported': 'a report holds no EKS cluster, so nobody finds its API',
  'cilium/foreign-host-network-daemon/cause': 'pods are read by selector, and a foreign DaemonSet has none we know',
};
const everything = Number(process.env.NLB_DOCTOR_RUNS ?? 0) >= 1000;
const isSampled = (name: string, at: number) => everything || recordedNames.includes(name) || at % 9 === 0;
const names = worldNames.filter((name) => !Object.hasOwn(notToBeHad, name)).filter(isSampled);

/** The reason of a refused call is worded by whoever met it; what could not be read, and which rule lacks it, is the same. */
const comparable = ({ loadBalancers, clusters, cannotTell }: Diagnosis) => ({
  loadBalancers: loadBalancers.map((one) => ({ ...one, unknown: one.unknown.map(({ rule }) => rule) })),
  clusters: clusters.map((one) => ({ ...one, error: one.error === null ? null : 'an error' })),
  cannotTell: cannotTell.map(({ subject, name, region, extent }) => ({ subject, name, region, extent })),
});

/** Less what follows from what the snapshot lacks. */
const withoutUnread = (diagnosis: Diagnosis) => {
  const { loadBalancers, ...rest } = comparable(diagnosis);
  return { ...rest, loadBalancers: loadBalancers.map(({ unknown, ruledOut, ...one }) => one) };
};

/** Gaps stand in files and lists in another order; they are no part of what is said of a load balancer. */
const withoutCoverage = ({ coverage, ...rest }: Diagnosis) => rest;

const diagnosed = (snapshot: Snapshot, takenAt: string) => diagnose(joinTopology({ ...snapshot, takenAt }));

describe.each(names.map((name) => [name]))('%s', (name) => {
  test(
    'is diagnosed the same by a live check, by the replay of its capture and by the replay of its snapshot',
    async () => {
      const snapshot = readWorld(name);
      const lab = await startLab({ snapshot });
      const leave = enter(lab.environment, process.env);
      try {
        const regions = snapshot.regions.map(({ region }) => region);
        const common = { regions, reads: readsOfAllRules, logs: true, deadlineMs: patienceMs, elbRate: { perSecond: 1000, burst: 1000 } };
        const read = (more: Partial<CollectRequest>) => collect({ ...common, ...more });
        const [live, captured] = [await read(depth), await read({ everything: true, clusterMs: patienceMs })];
        const capture = join(folder, name.replaceAll('/', '-'));
        writeSnapshot(captured, capture, { kubernetes: 'json' });
        const [checked, replayed] = [diagnosed(live, snapshot.takenAt), diagnosed(readSnapshot(capture), snapshot.takenAt)];
        expect(withoutCoverage(checked)).toEqual(withoutCoverage(replayed));
        const compared = Object.hasOwn(lessThanTheirWorld, name) ? withoutUnread : comparable;
        expect(compared(checked)).toEqual(compared(diagnose(joinTopology(snapshot))));
      } finally {
        leave();
        await lab.stop();
      }
    },
    patienceMs,
  );
});
