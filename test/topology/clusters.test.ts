import { describe, expect, test } from '@jest/globals';
import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import type { ClusterNode } from '../../lambda/topology/topology.ts';
import { cluster, node, type Objects, object, snapshotOf } from './build.ts';

const joinedCluster = (one: ClusterSnapshot) => {
  const [first] = joinTopology(snapshotOf({ clusters: [one] })).clusters;
  if (first === undefined) throw new Error('no cluster');
  return first;
};
const nodesOf = (objects: Objects): readonly ClusterNode[] => {
  const { nodes } = joinedCluster(cluster({ nodes: [node('one', 'i-1a')], ...objects }));
  if (!nodes.known) throw new Error('nodes are not known');
  return nodes.value;
};
const pod = (name: string, app: string | undefined, nodeName: string | undefined, more: object = {}, metadata: object = {}) =>
  object(
    'Pod',
    name,
    { spec: { nodeName }, ...more },
    { namespace: 'kube-system', labels: app === undefined ? {} : { 'k8s-app': app }, ...metadata },
  );
const ciliumNode = (spec: object) => object('CiliumNode', 'one', { spec }, { namespace: undefined });

describe('a node', () => {
  const rows: readonly (readonly [string, object, object])[] = [
    ['an IPv4 address', { ingress: { ipv4: '10.0.1.7' } }, { known: true, value: '10.0.1.7' }],
    ['an IPv6 address', { ingress: { ipv4: '', ipv6: 'fd00::7' } }, { known: true, value: 'fd00::7' }],
    ['none, said as {}', { ingress: {} }, { known: true, value: undefined }],
    ['none, said as null', { ingress: null }, { known: true, value: undefined }],
    ['none, said as empty text', { ingress: { ipv4: '', ipv6: '' } }, { known: true, value: undefined }],
    ['nothing where the field is absent', {}, { known: false }],
  ];
  test.each(rows)('has as ingress address %s', (_, spec, expected) => {
    expect(nodesOf({ 'ciliumnodes.cilium.io': [ciliumNode(spec)] })[0]?.ingressAddress).toMatchObject(expected);
  });

  test('is not known to lack a CiliumNode, an agent or an Envoy that were not read', () => {
    expect(nodesOf({})[0]).toMatchObject({
      ciliumNode: { known: false },
      ingressAddress: { known: false },
      agent: { known: false },
      envoy: { known: false },
    });
  });

  test('is known by its instance, address, zone and readiness', () => {
    const labels = { 'topology.kubernetes.io/zone': 'eu-west-1a' };
    const status = { addresses: [{ type: 'InternalIP', address: '10.0.1.4' }], conditions: [{ type: 'Ready', status: 'Unknown' }] };
    expect(nodesOf({ nodes: [node('one', 'i-1a', { status }, labels)] })[0]).toMatchObject({
      instanceId: 'i-1a',
      internalIp: '10.0.1.4',
      zone: 'eu-west-1a',
      ready: false,
    });
    expect(nodesOf({ nodes: [node('one', 'i-1a', { status: {} })] })[0]?.ready).toBeUndefined();
  });

  test('has the agent and Envoy that run on it, and is known to lack what was looked for', () => {
    const [one, two] = nodesOf({
      nodes: [node('one', 'i-1a'), node('two', 'i-2b')],
      pods: [pod('cilium-x', 'cilium', 'one'), pod('cilium-envoy-x', 'cilium-envoy', 'two'), pod('web', 'web', undefined)],
    });
    expect([one?.agent, one?.envoy]).toMatchObject([
      { known: true, value: { metadata: { name: 'cilium-x' } } },
      { known: true, value: undefined },
    ]);
    expect([two?.agent, two?.envoy]).toMatchObject([
      { known: true, value: undefined },
      { known: true, value: { metadata: { name: 'cilium-envoy-x' } } },
    ]);
  });

  test.each([
    ['an agent that does not say where it runs', pod('cilium-y', 'cilium', undefined)],
    ['a pod that does not say what it is, or where it runs', pod('what', undefined, undefined)],
  ])('may have %s', (_, stray) => {
    expect(nodesOf({ pods: [pod('cilium-x', 'cilium', 'two'), stray] })[0]?.agent).toMatchObject({ known: false });
  });

  test('has the pod that lives, of several', () => {
    const pods = [
      pod('cilium-a', 'cilium', 'one', {}, { creationTimestamp: '2026-06-01T08:00:00Z' }),
      pod('cilium-b', 'cilium', 'one', {}, { creationTimestamp: '2026-06-01T08:30:00Z', deletionTimestamp: '2026-06-01T08:59:00Z' }),
      pod('cilium-c', 'cilium', 'one', { status: { phase: 'Failed', reason: 'Evicted' } }, { creationTimestamp: '2026-06-01T08:40:00Z' }),
    ];
    for (const order of [pods, pods.toReversed()])
      expect(nodesOf({ pods: order })[0]?.agent).toMatchObject({ value: { metadata: { name: 'cilium-a' } } });
  });
});

describe('a cluster', () => {
  const agents = (image: string, labels: object = {}) =>
    object(
      'DaemonSet',
      'cilium',
      { spec: { template: { spec: { containers: [{ name: 'cilium-agent', image }] } } } },
      { namespace: 'kube-system', labels },
    );
  const container = (image: string) => ({ spec: { nodeName: 'one', containers: [{ name: 'cilium-agent', image }] } });

  test.each([
    ['the tag of its image', { 'daemonsets.apps': [agents('quay.io/cilium/cilium:v1.18.3@sha256:abc')] }, { known: true, value: '1.18.3' }],
    [
      'its label',
      { 'daemonsets.apps': [agents('quay.io/cilium/cilium@sha256:abc', { 'app.kubernetes.io/version': '1.17.1' })] },
      { known: true, value: '1.17.1' },
    ],
    [
      'the images of all pods',
      { pods: [pod('a', 'cilium', 'one', container('cilium:v1.16.5')), pod('b', 'cilium', 'two', container('cilium:v1.16.5'))] },
      { known: true, value: '1.16.5' },
    ],
    [
      'nothing, where pods differ',
      { pods: [pod('a', 'cilium', 'one', container('cilium:v1.16.5')), pod('b', 'cilium', 'two', container('cilium:v1.17.0'))] },
      { known: false },
    ],
  ])('has the version of Cilium that is told by %s', (_, objects, expected) => {
    expect(joinedCluster(cluster(objects)).ciliumVersion).toMatchObject(expected);
  });

  test('has Cilium where its objects are', () => {
    expect(joinedCluster(cluster({})).ciliumNamespace).toBe('kube-system');
    expect(
      joinedCluster(cluster({ configmaps: [object('ConfigMap', 'cilium-config', {}, { namespace: 'cilium' })] })).ciliumNamespace,
    ).toBe('cilium');
  });

  test('that did not answer says why', () => {
    const gap = { what: 'kubernetes', region: 'eu-west-1', cluster: 'blue', code: 401, error: 'Unauthorized' };
    expect(joinedCluster({ ...cluster({}), unreadable: [gap] })).toMatchObject({
      reachable: false,
      error: 'Unauthorized',
      nodes: { known: false, missing: { why: 'nodes of cluster blue: Unauthorized' } },
    });
  });
});
