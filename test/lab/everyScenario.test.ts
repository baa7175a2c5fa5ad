/** Every scenario, served by the lab and read by the live collector, is diagnosed as its replay: there is one way through the house. */

import { expect, test } from '@jest/globals';
import { enter } from '../../lab/environment.ts';
import { startLab } from '../../lab/lab.ts';
import { readWorld, worldNames } from '../../lab/worlds/catalogue.ts';
import { collect } from '../../lambda/collect/collect.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { readsOfAllRules } from '../../lambda/diagnose/rules/index.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { patienceMs } from '../patience.ts';

/** What a live run cannot give back, and why. */
const others: Readonly<Record<string, string>> = {
  'seed-incident-as-reported': 'a report holds no EKS cluster, so nobody finds its API',
  'one-node-envoy-down': 'made by hand: events were not read, and the lab has none',
  'two-clusters-two-regions': 'made by hand: events were not read, and the lab refuses them',
  'cilium/foreign-host-network-daemon/cause': 'pods are read by selector, and a foreign DaemonSet has none we know',
};
const everything = Number(process.env.NLB_DOCTOR_RUNS ?? 0) >= 1000;
const names = worldNames.filter((name) => !Object.hasOwn(others, name)).filter((_, at) => everything || at % 9 === 0);

/** The gap of a refused call is worded by whoever met it; which rule lacks what is the same. */
const comparable = ({ loadBalancers, clusters }: Diagnosis) => ({
  loadBalancers: loadBalancers.map((one) => ({ ...one, unknown: one.unknown.map(({ rule }) => rule) })),
  clusters: clusters.map((one) => ({ ...one, error: one.error === null ? null : 'an error' })),
});

test.each(names)('%s', async (name) => {
  const snapshot = readWorld(name);
  const lab = await startLab({ snapshot });
  const leave = enter(lab.environment, process.env);
  try {
    const regions = snapshot.regions.map(({ region }) => region);
    const live = await collect({
      regions,
      reads: readsOfAllRules,
      everything: true,
      logs: true,
      deadlineMs: patienceMs,
      elbRate: { perSecond: 1000, burst: 1000 },
    });
    const replayed = comparable(diagnose(joinTopology(snapshot)));
    expect(comparable(diagnose(joinTopology({ ...live, takenAt: snapshot.takenAt })))).toEqual(replayed);
  } finally {
    leave();
    await lab.stop();
  }
});
