/** An unpacked `cilium sysdump` under a cluster's folder is read as it is. */

import { afterAll, expect, test } from '@jest/globals';
import { mostLines } from '../../lambda/snapshot/logs.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { clusterPath, folderOf, least, removeFolders } from './folder.ts';

afterAll(removeFolders);

const dump = `${clusterPath}/cilium-sysdump-20260131-115900`;
const ts = '20260131-115900';

const files = {
  ...least,
  [`${dump}/k8s-nodes-${ts}.yaml`]:
    'apiVersion: v1\nkind: NodeList\nmetadata: {resourceVersion: "1"}\nitems:\n- metadata: {name: a, creationTimestamp: null}\n',
  [`${dump}/ciliumnodes-${ts}.yaml`]:
    'apiVersion: cilium.io/v2\nkind: CiliumNodeList\nitems:\n- apiVersion: cilium.io/v2\n  kind: CiliumNode\n  metadata: {name: a}\n',
  [`${dump}/ciliumnodeconfigs-${ts}.yaml`]: 'apiVersion: cilium.io/v2\nkind: CiliumNodeConfigList\nitems: []\n',
  [`${dump}/cilium-configmap-${ts}.yaml`]:
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata: {enable-gateway-api: "true"}\n',
  [`${dump}/k8s-pods-${ts}.yaml`]:
    'apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: cilium-x1, namespace: cilium}\n  spec: {containers: [{name: cilium-agent}], initContainers: [{name: mount-cgroup}]}\n',
  [`${dump}/cilium-helm-values-${ts}.yaml`]: 'ingressController: {enabled: true}\n',
  [`${dump}/cilium-etcd-secrets-secret-${ts}.yaml`]: 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: WFhY}\n',
  [`${dump}/hubble-flows-cilium-x1-${ts}.json`]: '{"flow":1}\n{"flow":2}\n',
  [`${dump}/k8s-version-${ts}.txt`]: 'v1.33',
  [`${dump}/cilium-bugtool-cilium-x1-${ts}/cmd/broken.json`]: '{{{',
  [`${dump}/logs-cilium-x1-cilium-agent-${ts}.log`]: 'one\r\ntwo\n',
  [`${dump}/logs-cilium-x1-mount-cgroup-${ts}.log`]: 'three\n',
  [`${dump}/logs-cilium-x1-cilium-agent-${ts}-prev.log`]: 'of another life\n',
  [`${dump}/logs-cilium-operator-5d9-abc-cilium-operator-${ts}.log`]: 'four\n',
  [`${dump}/logs-something-else-${ts}.log`]: 'five\n',
};

test('kinds, excerpts and logs of a sysdump', () => {
  const [found] = readSnapshot(folderOf(files)).clusters;
  const states = [...(found?.readings ?? [])].map(([resource, { state, items }]) => [resource, state, items.length]);
  expect(states.sort()).toEqual([
    ['ciliumnodeconfigs.cilium.io', 'complete', 0],
    ['ciliumnodes.cilium.io', 'complete', 1],
    ['configmaps', 'incomplete', 1],
    ['nodes', 'complete', 1],
    ['pods', 'incomplete', 1],
  ]);
  expect(found?.readings.get('nodes')?.items[0]).toMatchObject({ apiVersion: 'v1', kind: 'Node' });
  expect(found?.logs).toEqual([
    { namespace: 'kube-system', pod: 'cilium-operator-5d9-abc', container: 'cilium-operator', lines: ['four'] },
    { namespace: 'cilium', pod: 'cilium-x1', container: 'cilium-agent', lines: ['one', 'two'] },
    { namespace: 'cilium', pod: 'cilium-x1', container: 'mount-cgroup', lines: ['three'] },
  ]);
});

test('of a long log the newest lines are kept; files that are no log of a container are not', () => {
  const long = Array.from({ length: mostLines + 5 }, (_, line) => `line ${line}\n`).join('');
  const logs = {
    [`${clusterPath}/logs/ns_pod_c.log`]: long,
    [`${clusterPath}/logs/notes.log`]: 'x',
    [`${clusterPath}/logs/readme.txt`]: 'x',
  };
  const [log, ...others] = readSnapshot(folderOf({ ...least, ...logs })).clusters[0]?.logs ?? [];
  expect(others).toEqual([]);
  expect(log?.lines).toHaveLength(mostLines);
  expect([log?.lines[0], log?.lines.at(-1)]).toEqual(['line 5', `line ${mostLines + 4}`]);
});
