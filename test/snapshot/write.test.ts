/** What is written is what is read, whatever the names are. */

import { mkdtempSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Service } from '../../lambda/snapshot/kubernetes.ts';
import { fileName, nameOfFile } from '../../lambda/snapshot/names.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { ClusterSnapshot, Gap, RegionSnapshot, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { writeSnapshot } from '../../lambda/snapshot/write.ts';
import { folderOf, least, removeFolders, scenarios } from './folder.ts';

afterAll(removeFolders);

function roundTrip(snapshot: Snapshot, kubernetes: 'yaml' | 'json' = 'yaml'): Snapshot {
  const path = folderOf({});
  writeSnapshot(snapshot, path, { kubernetes });
  return readSnapshot(path);
}

/** Logs have no order, and neither have the resources of a cluster. */
function ordered(snapshot: Snapshot): Snapshot {
  const byName = (a: readonly [string, unknown], b: readonly [string, unknown]) => (a[0] < b[0] ? -1 : 1);
  const clusters = snapshot.clusters.map((cluster) => ({
    ...cluster,
    readings: new Map([...cluster.readings].sort(byName)),
    logs: [...cluster.logs].sort((a, b) => byName([JSON.stringify(a), a], [JSON.stringify(b), b])),
  }));
  return { ...snapshot, clusters };
}

describe('every scenario', () => {
  test.each(scenarios)('%s, written and read, is the same', (name) => {
    const snapshot = ordered(readSnapshot(`scenarios/${name}`));
    expect(ordered(roundTrip(snapshot))).toEqual(snapshot);
    expect(ordered(roundTrip(snapshot, 'json'))).toEqual(snapshot);
  });
});

const base = readSnapshot(folderOf(least));
const region = base.regions[0] as RegionSnapshot;
const service = (name: string): Service => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'a' } });
const bare: ClusterSnapshot = { name: 'c', region: 'r', eks: undefined, readings: new Map(), partial: new Set(), unreadable: [], logs: [] };
const kubernetesGap = (what: string): Gap => ({ what, region: 'r', cluster: 'c', code: 403, error: 'forbidden' });

test('every kind of reading of a cluster comes back', () => {
  const gaps = [kubernetesGap('nodes'), kubernetesGap('configmaps/kube-system/cilium-config')];
  const readings: ClusterSnapshot['readings'] = new Map([
    ['ciliumenvoyconfigs.cilium.io', { state: 'complete', items: [], installed: false }],
    ['ciliumnodes.cilium.io', { state: 'complete', items: [] }],
    ['configmaps', { state: 'incomplete', items: [], gap: gaps[1] as Gap }],
    ['endpoints', { state: 'complete', items: [] }],
    ['events', { state: 'complete', items: [] }],
    ['nodes', { state: 'incomplete', items: [], gap: gaps[0] as Gap }],
    ['pods', { state: 'scoped', items: [], scopes: [{ namespace: 'a', selector: 'x in (y,z)' }, { namespace: 'b' }] }],
    ['services', { state: 'incomplete', items: [service('s')], gap: kubernetesGap('services') }],
  ]);
  const unreadable = [...gaps, kubernetesGap('services')];
  const cluster = { ...bare, readings, partial: new Set(['endpoints/a/b']), unreadable };
  const snapshot: Snapshot = { ...base, account: '012345678901', redacted: ['Secrets'], clusters: [cluster], unreadable };
  expect(ordered(roundTrip(snapshot))).toEqual(ordered(snapshot));
});

test('refused and partial answers of AWS come back', () => {
  const gap = (what: string): Gap => ({ what, region: region.region, code: 'Throttling', error: 'slow down' });
  const health = 'elasticloadbalancing:DescribeTargetHealth';
  const unreadable = [gap('ec2:DescribeVpcs'), gap('ec2:DescribeSubnets'), gap(`${health}/tg`), gap(health)];
  const [vpcs, subnets, part, all] = unreadable as [Gap, Gap, Gap, Gap];
  const targetHealth: RegionSnapshot['targetHealth'] = new Map([
    ['tg', { state: 'incomplete', items: [{ Target: { Id: 'i-1' } }], gap: part }],
    ['other', { state: 'complete', items: [] }],
  ]);
  const changed: RegionSnapshot = {
    ...region,
    targetHealth,
    vpcs: { state: 'incomplete', items: [], gap: vpcs },
    subnets: { state: 'incomplete', items: [{ SubnetId: 'subnet-1' }], gap: subnets },
    listeners: new Map([['lb', { state: 'complete', items: [] }]]),
  };
  const snapshot: Snapshot = { ...base, regions: [changed], unreadable: [vpcs, subnets, part] };
  expect(roundTrip(snapshot)).toEqual(snapshot);
  const refused: RegionSnapshot = { ...changed, targetHealth: new Map([['tg', { state: 'incomplete', items: [], gap: all }]] as const) };
  expect(roundTrip({ ...base, regions: [refused], unreadable: [vpcs, subnets, all] }).regions[0]?.targetHealth).toEqual(
    refused.targetHealth,
  );
});

test('a gap that only a reading knows is written too', () => {
  const readings: ClusterSnapshot['readings'] = new Map([['nodes', { state: 'incomplete', items: [], gap: kubernetesGap('nodes') }]]);
  const found = roundTrip({ ...base, clusters: [{ ...bare, readings }] });
  expect(found.clusters[0]?.readings).toEqual(readings);
  expect(found.unreadable).toEqual([kubernetesGap('nodes')]);
});

const names = ['../../escape', '..', '.', '.hidden', 'a/b', 'a\\b', 'a\0b', 'ü %', '', '\u001b[2J', 'a_b', 'x'.repeat(100)];

test.each(names.map((name) => [JSON.stringify(name), name]))('the name %s stays in its folder and comes back', (_, name) => {
  expect(fileName(name)).toMatch(/^[A-Za-z0-9_%-][A-Za-z0-9._%-]*$/);
  expect(nameOfFile(fileName(name))).toBe(name);
  const cluster: ClusterSnapshot = {
    ...bare,
    name,
    readings: new Map([['services', { state: 'complete', items: [service('s')] }]]),
    logs: [{ namespace: name, pod: name, container: 'c'.repeat(200), lines: ['x'] }],
  };
  const path = mkdtempSync(join(folderOf({}), 'in-'));
  writeSnapshot({ ...base, clusters: [cluster] }, path);
  expect(readSnapshot(path).clusters).toEqual([cluster]);
  expect(readdirSync(join(path, '..'))).toHaveLength(1);
});

test('YAML of hostile and doubtful texts comes back as the same texts', () => {
  const texts = [
    'yes',
    'no',
    'null',
    '~',
    '1e3',
    '0x10',
    '012',
    '2026-01-31',
    'a: b',
    '- a',
    '# a',
    '&a',
    '*a',
    '!!js/function x',
    '\u001b[31m',
    ' a ',
    'a\nb\n\n',
    '\u0085',
    '=',
    '<<',
    '1:30',
  ];
  const data = Object.fromEntries([...texts.map((text) => [text, text]), ...texts.map((text, index) => [`k${index}`, text])]);
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', namespace: 'a' }, data };
  const found = roundTrip({ ...base, clusters: [{ ...bare, readings: new Map([['configmaps', { state: 'complete', items: [map] }]]) }] });
  expect(found.clusters[0]?.readings.get('configmaps')?.items).toEqual([map]);
});

test('only the owner can read it, and nothing that is there already is touched', () => {
  const path = join(folderOf({}), 'new/snapshot');
  writeSnapshot(base, path);
  expect(statSync(join(path, 'snapshot.yaml')).mode & 0o777).toBe(0o600);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(() => writeSnapshot(base, path)).toThrow(/a snapshot is written into a new or empty folder, and there is something in this one/);
  const link = join(mkdtempSync(join(tmpdir(), 'nlb-doctor-')), 'link');
  symlinkSync(path, link);
  expect(() => writeSnapshot(base, link)).toThrow(/there is something in this one/);
  expect(() => writeSnapshot(base, 'package.json/x')).toThrow(/package\.json\/x: it cannot be written: a part of this path is a file/);
});
