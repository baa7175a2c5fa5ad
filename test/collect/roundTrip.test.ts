/** What the lab serves of a worked example comes back from the collector unchanged, in the forms of both APIs. */

import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { type Lab, startLab } from '../../lab/lab.ts';
import { collect } from '../../lambda/collect/collect.ts';
import { whole } from '../../lambda/collect/kubernetes/wanted.ts';
import { namedFiles, regionFiles } from '../../lambda/snapshot/awsFiles.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { redactSnapshot } from '../../lambda/snapshot/redact.ts';
import type { ClusterSnapshot, Reading, RegionSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { patienceMs } from '../patience.ts';
import { clients, request } from './live.ts';

const folder = new URL('../../scenarios/', import.meta.url).pathname;
const examples = ['seed-incident', 'seed-incident-repaired', 'two-clusters-two-regions', 'plain-service-local-policy'].filter((name) =>
  readdirSync(folder).includes(name),
);

let lab: Lab | undefined;
afterEach(() => lab?.stop());

/** Dates in one form, members that are null or empty gone, lists in one order. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value === 'string')
    return /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== null && !(Array.isArray(member) && member.length === 0));
  return Object.fromEntries(entries.map(([key, member]) => [key, normal(member)]).toSorted());
}

const complete = (reading: Reading<unknown> | undefined) => (reading?.state === 'complete' ? normal(reading.items) : undefined);

function awsOf(region: RegionSnapshot): Readonly<Record<string, unknown>> {
  const members = region as unknown as Readonly<Record<string, Reading<unknown> & ReadonlyMap<string, Reading<unknown>>>>;
  const lists = Object.keys(regionFiles).map((name) => [name, complete(members[name])]);
  const named = Object.keys(namedFiles).flatMap((name) =>
    [...(members[name] ?? [])].map(([key, reading]) => [`${name}/${key}`, complete(reading)]),
  );
  return {
    loadBalancers: normal(region.loadBalancers),
    targetGroups: normal(region.targetGroups),
    ...Object.fromEntries([...lists, ...named]),
  };
}

function kubernetesOf({ readings }: ClusterSnapshot): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...readings].filter(([resource]) => whole(resource)).map(([resource, reading]) => [resource, complete(reading)]),
  );
}

const logsOf = ({ logs }: ClusterSnapshot) =>
  Object.fromEntries(logs.map(({ namespace, pod, container, lines }) => [`${namespace}/${pod}/${container}`, lines]));

/** Application load balancers are none of ours: their tags and health are not read. */
function withoutApplications(region: RegionSnapshot): RegionSnapshot {
  const others = new Set(region.loadBalancers.filter(({ Type }) => Type !== 'network').map(({ LoadBalancerArn }) => LoadBalancerArn));
  const groups = region.targetGroups.filter(({ LoadBalancerArns }) => LoadBalancerArns?.some((arn) => others.has(arn)));
  const arns = new Set([...others, ...groups.map(({ TargetGroupArn }) => TargetGroupArn)]);
  const names = new Set([
    ...region.loadBalancers.filter((one) => others.has(one.LoadBalancerArn)).map((one) => one.LoadBalancerName),
    ...groups.map((one) => one.TargetGroupName),
  ]);
  const rest = <T>(map: ReadonlyMap<string, T>) => new Map([...map].filter(([name]) => !names.has(name)));
  const interfaces = region.networkInterfaces.items.filter(({ Description }) => !Description?.startsWith('ELB app/'));
  const { tags, targetHealth, listeners, loadBalancerAttributes, targetGroupAttributes } = region;
  return {
    ...region,
    networkInterfaces: { ...region.networkInterfaces, items: interfaces },
    tags: { ...tags, items: tags.items.filter(({ ResourceArn }) => !arns.has(ResourceArn)) },
    targetHealth: rest(targetHealth),
    listeners: rest(listeners),
    loadBalancerAttributes: rest(loadBalancerAttributes),
    targetGroupAttributes: rest(targetGroupAttributes),
  };
}

const defined = (record: Readonly<Record<string, unknown>>) => Object.entries(record).filter(([, value]) => value !== undefined);

test.each(examples)('%s', async (name) => {
  const original = redactSnapshot(readSnapshot(`${folder}${name}`));
  lab = await startLab({ snapshot: original });
  Object.assign(process.env, lab.environment);
  const regions = original.regions.map(({ region }) => region);
  const collected = await collect(request({ regions, everything: true, logs: true, reads: [], deadlineMs: patienceMs }), clients());
  for (const region of original.regions) {
    const back = collected.regions.find((one) => one.region === region.region);
    expect(back).toBeDefined();
    if (back !== undefined) expect(awsOf(back)).toMatchObject(Object.fromEntries(defined(awsOf(withoutApplications(region)))));
  }
  for (const cluster of original.clusters) {
    const back = collected.clusters.find((one) => one.name === cluster.name && one.region === cluster.region);
    expect(back).toBeDefined();
    if (back !== undefined) expect(logsOf(back)).toEqual(logsOf(cluster));
    if (back !== undefined) expect(kubernetesOf(back)).toMatchObject(Object.fromEntries(defined(kubernetesOf(cluster))));
  }
});
