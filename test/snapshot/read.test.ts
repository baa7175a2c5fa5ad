/** What a snapshot folder says was read, and what it leaves open. */

import { afterAll, describe, expect, test } from '@jest/globals';
import type { Resource } from '../../lambda/snapshot/kubernetes.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { type ClusterSnapshot, reading } from '../../lambda/snapshot/snapshot.ts';
import { cluster, clusterPath, folderOf, least, region, removeFolders, scenarios } from './folder.ts';

afterAll(removeFolders);

const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } };
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'kube-system' } };
const manifest = (lines: string) => ({ 'snapshot.yaml': `format: 1\ntakenAt: "2026-01-31T12:00:00Z"\n${lines}` });
const here = `region: ${region}, cluster: ${cluster}`;

function clusterOf(files: Readonly<Record<string, unknown>>): ClusterSnapshot {
  const found = readSnapshot(folderOf({ ...least, ...files })).clusters[0];
  if (found === undefined) throw new Error('no cluster was read');
  return found;
}

function stateOf(resource: Resource, files: Readonly<Record<string, unknown>>): string {
  return reading(clusterOf(files), resource).state;
}

describe('scenarios', () => {
  test.each(scenarios)('%s is read, and every target group has its health', (name) => {
    const snapshot = readSnapshot(`scenarios/${name}`);
    expect(snapshot.clusters.length).toBeGreaterThan(0);
    for (const { targetGroups, targetHealth } of snapshot.regions) {
      for (const { TargetGroupName } of targetGroups) expect(targetHealth.get(TargetGroupName)).toMatchObject({ state: 'complete' });
    }
  });

  test('the seed incident: an empty typed list was read, an empty List says nothing, pods are known as far as they are there', () => {
    const found = readSnapshot('scenarios/seed-incident').clusters[0] as ClusterSnapshot;
    expect(reading(found, 'ciliumnodeconfigs.cilium.io')).toEqual({ state: 'complete', items: [] });
    expect(reading(found, 'pods')).toMatchObject({ state: 'incomplete', gap: { what: 'pods', region: 'eu-west-2' } });
    expect(reading(found, 'ingresses.networking.k8s.io')).toMatchObject({ state: 'incomplete', items: [], gap: { error: 'not read' } });
    expect(found.logs).toHaveLength(5);
    expect(found.logs[0]?.lines[1]).toContain('key=enable-gateway-api actual=false expectedValue=true');
  });

  test('the incident as reported: excerpts are partial, and nothing is complete', () => {
    const found = readSnapshot('scenarios/seed-incident-as-reported').clusters[0] as ClusterSnapshot;
    expect(found.partial).toContain('configmaps/kube-system/cilium-config');
    expect(new Set([...found.readings.values()].map(({ state }) => state))).toEqual(new Set(['incomplete']));
  });

  test('the cluster that answered 401 is there, with its gap for every resource', () => {
    const found = readSnapshot('scenarios/unreadable-cluster').clusters[0] as ClusterSnapshot;
    expect(reading(found, 'services')).toMatchObject({ state: 'incomplete', gap: { what: 'kubernetes', code: 401 } });
  });
});

describe('AWS answers', () => {
  const aws = (files: Readonly<Record<string, unknown>>) => {
    const found = readSnapshot(folderOf({ ...least, ...files })).regions[0];
    if (found === undefined) throw new Error('no region was read');
    return found;
  };

  test('what is not there was not read', () => {
    const found = aws({});
    expect(found.tags).toMatchObject({ state: 'incomplete', items: [], gap: { what: 'elasticloadbalancing:DescribeTags', region } });
    expect(found.targetHealth.get('tg')).toMatchObject({ state: 'incomplete', items: [] });
    expect(found.listeners.get('lb')).toMatchObject({ state: 'incomplete', items: [] });
  });

  test.each([{}, { Tags: [] }, { TagDescriptions: null }])('%j is no empty answer', (answer) => {
    expect(aws({ [`aws/${region}/tags.json`]: answer }).tags.state).toBe('incomplete');
  });

  test('a refusal that snapshot.yaml names is the gap', () => {
    const found = aws(manifest(`unreadable: [{what: 'ec2:DescribeVpcs', region: ${region}, code: AccessDenied, error: denied}]`));
    expect(found.vpcs).toEqual({
      state: 'incomplete',
      items: [],
      gap: { what: 'ec2:DescribeVpcs', region, code: 'AccessDenied', error: 'denied' },
    });
  });

  test('pages in a folder are merged; a last page that names another is not the last', () => {
    const page = (id: string, more?: string) => ({ SecurityGroups: [{ GroupId: id }], ...(more === undefined ? {} : { NextToken: more }) });
    const whole = aws({
      [`aws/${region}/security-groups/1.json`]: page('sg-1', 'x'),
      [`aws/${region}/security-groups/2.json`]: page('sg-2'),
    });
    expect(whole.securityGroups).toEqual({ state: 'complete', items: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }] });
    const cut = aws({ [`aws/${region}/security-groups.json`]: page('sg-1', 'x') });
    expect(cut.securityGroups).toMatchObject({ state: 'incomplete', items: [{ GroupId: 'sg-1' }] });
    const health = { TargetHealthDescriptions: [{ Target: { Id: 'i-1' } }] };
    expect(aws({ [`aws/${region}/target-health/tg/1.json`]: health }).targetHealth.get('tg')?.state).toBe('complete');
  });

  test('a required list with missing pages is a gap of the snapshot', () => {
    const files = {
      ...least,
      [`aws/${region}/load-balancers.json`]: { LoadBalancers: [{ LoadBalancerArn: 'a', LoadBalancerName: 'lb' }], NextMarker: 'x' },
    };
    expect(readSnapshot(folderOf(files)).unreadable).toMatchObject([{ what: 'elasticloadbalancing:DescribeLoadBalancers', region }]);
  });

  test('instances are taken out of their reservations', () => {
    const answer = {
      Reservations: [{ Instances: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }] }, { Instances: [{ InstanceId: 'i-3' }] }],
    };
    expect(aws({ [`aws/${region}/instances.json`]: answer }).instances.items.map(({ InstanceId }) => InstanceId)).toEqual([
      'i-1',
      'i-2',
      'i-3',
    ]);
  });

  test('unknown values and members are kept, nulls are members that are not set', () => {
    const group = { TargetGroupArn: 'a', TargetGroupName: 'tg', Protocol: 'CARRIER_PIGEON', Future: { a: 1 }, Port: null };
    const [found] = aws({ [`aws/${region}/target-groups.json`]: { TargetGroups: [group] } }).targetGroups;
    expect(found).toEqual({ TargetGroupArn: 'a', TargetGroupName: 'tg', Protocol: 'CARRIER_PIGEON', Future: { a: 1 } });
  });

  test('files of Windows are read: a byte order mark, and UTF-16', () => {
    const answer = '\ufeff{"Vpcs":[{"VpcId":"vpc-ü"}]}';
    for (const encoding of ['utf8', 'utf16le'] as const) {
      expect(aws({ [`aws/${region}/vpcs.json`]: Buffer.from(answer, encoding) }).vpcs.items).toEqual([{ VpcId: 'vpc-ü' }]);
    }
  });
});

describe('Kubernetes lists', () => {
  const list = (kind: string, items: readonly unknown[], metadata = {}) => ({ apiVersion: 'v1', kind, items, metadata });

  test.each([
    ['a typed list', 'complete', { 'x.json': list('NodeList', [{ metadata: { name: 'a' } }]) }],
    ['an empty typed list', 'complete', { 'x.json': list('NodeList', []) }],
    ['a List with one', 'complete', { 'x.json': list('List', [node]) }],
    ['a List in a List', 'complete', { 'x.json': list('List', [list('List', [node])]) }],
    ['an empty List', 'incomplete', { 'x.json': list('List', []) }],
    ['an empty List named after the resource', 'complete', { 'nodes.json': list('List', []) }],
    ['an empty List with a name like it', 'incomplete', { 'nodes-of-dev.json': list('List', []) }],
    ['a single object', 'incomplete', { 'nodes.json': node }],
    ['a cut list', 'incomplete', { 'x.json': list('NodeList', [], { continue: 'x' }) }],
    ['a cut list and its end', 'complete', { 'x.json': list('NodeList', [], { continue: 'x' }), 'y.json': list('NodeList', []) }],
    ['a List with an object that has lost its kind', 'incomplete', { 'x.json': list('List', [node, { metadata: {} }]) }],
    ['the refusal of an API server', 'incomplete', { 'nodes.json': { apiVersion: 'v1', kind: 'Status', status: 'Failure', code: 403 } }],
    ['the refusal of kubectl', 'incomplete', { 'nodes.yaml': 'Error from server (Forbidden): nodes is forbidden' }],
  ])('nodes: %s is %s', (_, state, files) => {
    const placed = Object.fromEntries(Object.entries(files).map(([name, content]) => [`${clusterPath}/${name}`, content]));
    expect(stateOf('nodes', placed)).toBe(state);
  });

  test('an older version of a kind is the same kind; an unknown kind is nothing', () => {
    const gateway = { apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'Gateway', metadata: { name: 'g', namespace: 'n' } };
    const found = clusterOf({
      [`${clusterPath}/a.json`]: list('List', [
        gateway,
        { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 's' } },
      ]),
    });
    expect([...found.readings.keys()]).toEqual(['gateways.gateway.networking.k8s.io']);
  });

  test('of two copies the newer counts', () => {
    const at = (resourceVersion: string) => ({ ...node, metadata: { name: 'a', resourceVersion } });
    const found = clusterOf({ [`${clusterPath}/a.json`]: list('List', [at('10')]), [`${clusterPath}/b.json`]: list('List', [at('9')]) });
    expect(reading(found, 'nodes').items).toEqual([at('10')]);
  });

  test.each([
    ['without read:', '', 'incomplete'],
    ['by selector', `read: [{${here}, resource: pods, namespace: kube-system, selector: k8s-app=cilium}]`, 'scoped'],
    ['of everything', `read: [{${here}, resource: pods}]`, 'complete'],
    ['of another cluster', `read: [{region: ${region}, cluster: other, resource: pods}]`, 'incomplete'],
    ['but unreadable', `unreadable: [{${here}, what: pods, error: no}]`, 'incomplete'],
    [
      'by selector, and unreadable elsewhere',
      `read: [{${here}, resource: pods, namespace: a}]\nunreadable: [{${here}, what: pods, error: no}]`,
      'scoped',
    ],
  ])('pods %s', (_, lines, state) => {
    expect(stateOf('pods', { ...manifest(lines), [`${clusterPath}/pods.json`]: list('PodList', [pod]) })).toBe(state);
  });

  test('read: without the list proves nothing', () => {
    expect(
      stateOf('pods', manifest(`read: [{${here}, resource: pods, namespace: a}]\nunreadable: [{${here}, what: nodes, error: no}]`)),
    ).toBe('incomplete');
  });

  test('read: narrows a list that looks whole', () => {
    const lines = `read: [{${here}, resource: services, namespace: a}, {${here}, resource: services, selector: x=y}]`;
    const found = clusterOf({ ...manifest(lines), [`${clusterPath}/services.json`]: list('ServiceList', []) });
    expect(reading(found, 'services')).toEqual({ state: 'scoped', items: [], scopes: [{ namespace: 'a' }, { selector: 'x=y' }] });
  });

  test('a resource that the API server does not serve is complete and not installed', () => {
    const lines = `read: [{${here}, resource: ciliumenvoyconfigs.cilium.io, installed: false}]`;
    const found = clusterOf({ ...manifest(lines), [`${clusterPath}/nodes.json`]: node });
    expect(reading(found, 'ciliumenvoyconfigs.cilium.io')).toEqual({ state: 'complete', items: [], installed: false });
  });

  test('an object named under unreadable is an excerpt where it is there, and leaves the list open where it is not', () => {
    const lines = `unreadable: [{${here}, what: services/a/there, error: cut}, {${here}, what: configmaps/a/absent, error: no}]`;
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'there', namespace: 'a' } };
    const found = clusterOf({
      ...manifest(lines),
      [`${clusterPath}/a.json`]: list('List', [service]),
      [`${clusterPath}/b.json`]: list('ConfigMapList', []),
    });
    expect([...found.partial]).toEqual(['services/a/there']);
    expect(reading(found, 'services').state).toBe('complete');
    expect(reading(found, 'configmaps')).toMatchObject({ state: 'incomplete', gap: { what: 'configmaps/a/absent' } });
  });

  test('a cluster is known by its folder, by EKS, or by what could not be read of it', () => {
    const files = {
      ...least,
      ...manifest(`unreadable: [{region: r, cluster: c3, what: kubernetes, error: no}]`),
      'kubernetes/r/c1/a.yaml': '',
      'eks/r/c2.json': { cluster: { name: 'c2' } },
    };
    const { clusters } = readSnapshot(folderOf(files));
    expect(clusters.map(({ name, eks }) => [name, eks?.name])).toEqual([
      ['c1', undefined],
      ['c2', 'c2'],
      ['c3', undefined],
    ]);
  });
});

test('an account that YAML takes for a number keeps its zero', () => {
  expect(readSnapshot(folderOf({ ...least, ...manifest('account: 012345678901') })).account).toBe('012345678901');
});
