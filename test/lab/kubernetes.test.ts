/** The Kubernetes API of the lab: lists and objects of the snapshot, pages, selectors, refusals. */

import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessFrom } from '../../lab/kubernetes/manifest.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { ClusterSnapshot, Reading, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { ask, clusterOf } from './clients.ts';

const two = readSnapshot('scenarios/two-clusters-two-regions');
const name = 'apps-euc1';
const readings = (more: readonly (readonly [Resource, Reading<never> | undefined])[]): Snapshot => ({
  ...two,
  clusters: two.clusters.map((cluster) => withReadings(cluster, more)),
});

function withReadings(cluster: ClusterSnapshot, more: readonly (readonly [Resource, Reading<never> | undefined])[]): ClusterSnapshot {
  const changed = new Map<Resource, Reading<never> | undefined>([...(cluster.readings as ReadonlyMap<Resource, Reading<never>>), ...more]);
  for (const [resource, reading] of changed) if (reading === undefined) changed.delete(resource);
  return { ...cluster, readings: changed as ClusterSnapshot['readings'] };
}

const pods = two.clusters.find((cluster) => cluster.name === name)?.readings.get('pods')?.items as readonly never[];
const snapshot = readings([
  ['pods', { state: 'scoped', items: pods, scopes: [{ namespace: 'kube-system', selector: 'k8s-app=cilium' }, { namespace: 'data' }] }],
  ['events', undefined],
  ['tlsroutes.gateway.networking.k8s.io', { state: 'complete', items: [], installed: false }],
  ['ingresses.networking.k8s.io', { state: 'complete', items: [] }],
  [
    'leases.coordination.k8s.io',
    { state: 'incomplete', items: [], gap: { what: 'leases.coordination.k8s.io', code: 500, error: 'etcd is tired' } },
  ],
]);

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ snapshot });
});
afterAll(() => lab.stop());
const get = (path: string) => ask(clusterOf(lab, name), path);
const path = (resource: Resource) => {
  const { group, versions } = resources[resource];
  return group === '' ? `/api/v1/${resource}` : `/apis/${group}/${versions[0]}/${resource.slice(0, -group.length - 1)}`;
};

describe('lists', () => {
  const cluster = snapshot.clusters.find((one) => one.name === name);
  const complete = [...(cluster?.readings ?? [])].filter(([, reading]) => reading.state === 'complete' && reading.installed !== false);

  test.each(complete.map(([resource, reading]) => [resource, reading] as const))('%s', async (resource, reading) => {
    const { status, body } = await get(path(resource));
    expect([status, body.kind]).toEqual([200, `${resources[resource].kind}List`]);
    const bare = ({ apiVersion: _, kind: __, ...rest }: Record<string, unknown>) => rest;
    expect(body.items.map(bare)).toEqual(JSON.parse(JSON.stringify(reading.items.map(bare))));
  });

  test('are cut by limit and go on by continue', async () => {
    const seen: string[] = [];
    let next = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const { body } = await get(`/api/v1/services?limit=3${next === '' ? '' : `&continue=${next}`}`);
      seen.push(...body.items.map((item: { metadata: { name: string } }) => item.metadata.name));
      next = body.metadata.continue ?? '';
      if (next === '') break;
      expect(body.metadata.remainingItemCount).toBeGreaterThan(0);
    }
    expect(seen).toEqual(cluster?.readings.get('services')?.items.map(({ metadata }) => metadata.name));
    expect(seen.length).toBeGreaterThan(3);
    expect((await get('/api/v1/services?limit=3&continue=old')).body).toMatchObject({ kind: 'Status', code: 410, reason: 'Expired' });
  });

  test('by namespace, labels and fields', async () => {
    const inside = await get('/api/v1/namespaces/edge/services');
    expect(inside.body.items.map(({ metadata }: { metadata: { namespace: string } }) => metadata.namespace)).toEqual(['edge']);
    const byField = await get('/api/v1/nodes?fieldSelector=metadata.name%3Dnone');
    expect(byField.body.items).toEqual([]);
    expect((await get('/api/v1/nodes?fieldSelector=spec.colour%3Dred')).status).toBe(400);
    const byLabel = await get('/apis/apps/v1/daemonsets?labelSelector=k8s-app%3Dcilium');
    expect(byLabel.body.items).toHaveLength(1);
  });

  test('that were read in parts are answered in those parts only', async () => {
    const cilium = await get('/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app%3Dcilium');
    expect(cilium.body.items.length).toBeGreaterThan(0);
    expect((await get('/api/v1/namespaces/data/pods?labelSelector=app%3Dnone')).body.items).toEqual([]);
    expect((await get('/api/v1/pods')).status).toBe(403);
    expect((await get('/api/v1/namespaces/kube-system/pods')).status).toBe(403);
  });

  test('that were not read, are not installed, or failed, are not empty', async () => {
    const events = await get('/api/v1/events');
    expect(events.body).toMatchObject({ kind: 'Status', code: 403, reason: 'Forbidden' });
    expect(events.body.message).toMatch(
      /^events is forbidden: User "[^"]+" cannot list resource "events" in API group "" at the cluster scope$/,
    );
    const routes = await get('/apis/gateway.networking.k8s.io/v1/tlsroutes');
    expect([routes.status, routes.text]).toEqual([404, '404 page not found\n']);
    expect((await get('/apis/elbv2.k8s.aws/v1/targetgroupbindings')).status).toBe(404);
    expect((await get('/apis/cilium.io/v2alpha1/ciliumgatewayclassconfigs')).status).toBe(404);
    expect((await get('/apis/coordination.k8s.io/v1/leases')).body).toMatchObject({ code: 500, message: 'etcd is tired' });
    expect((await get('/apis/networking.k8s.io/v1/ingresses')).body.items).toEqual([]);
  });
});

test('one object, or none of that name', async () => {
  const found = await get('/api/v1/namespaces/kube-system/configmaps/cilium-config');
  expect(found.body).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'cilium-config' } });
  const none = await get('/api/v1/namespaces/kube-system/configmaps/none');
  expect(none.body).toMatchObject({ kind: 'Status', code: 404, reason: 'NotFound', message: 'configmaps "none" not found' });
});

test('discovery names what is installed, and nothing else', async () => {
  expect((await get('/version')).body).toMatchObject({ major: '1', minor: '32' });
  const groups = (await get('/apis')).body.groups.map((group: { name: string }) => group.name);
  expect(groups).toEqual(expect.arrayContaining(['apps', 'cilium.io', 'gateway.networking.k8s.io', 'elbv2.k8s.aws']));
  expect(groups).not.toContain('eks.amazonaws.com');
  const gateway = (await get('/apis/gateway.networking.k8s.io/v1')).body.resources.map((resource: { name: string }) => resource.name);
  expect(gateway).toContain('gateways');
  expect(gateway).not.toContain('tlsroutes');
  expect((await get('/apis/eks.amazonaws.com')).status).toBe(404);
});

test('logs of a container, from their end', async () => {
  const container = { namespace: 'kube-system', pod: 'cilium-x', container: 'cilium-agent', lines: ['one', 'two', 'three'] };
  const logged = await startLab({ snapshot: { ...two, clusters: two.clusters.map((cluster) => ({ ...cluster, logs: [container] })) } });
  const logs = (query: string) => ask(clusterOf(logged), `/api/v1/namespaces/kube-system/pods/cilium-x/log?${query}`);
  expect((await logs('container=cilium-agent&tailLines=2')).text).toBe('two\nthree\n');
  expect((await logs('limitBytes=5')).text).toBe('one\nt');
  expect((await logs('container=none')).status).toBe(400);
  await logged.stop();
});

test('calls are recorded with verb, resource, namespace and selector', async () => {
  await get('/api/v1/namespaces/edge/services?labelSelector=a%3Db');
  expect(lab.calls.at(-1)).toMatchObject({
    kind: 'kubernetes',
    cluster: name,
    verb: 'list',
    resource: 'services',
    namespace: 'edge',
    labelSelector: 'a=b',
    status: 200,
  });
});

describe('access', () => {
  const rules = accessFrom(`
kind: ClusterRole
rules:
- {apiGroups: [""], resources: [services], verbs: [get, list]}
---
kind: Role
metadata: {namespace: kube-system}
rules:
- {apiGroups: [""], resources: [configmaps], resourceNames: [cilium-config], verbs: [get]}
---
kind: ClusterRoleBinding
`);
  let strict: Lab;
  beforeAll(async () => {
    strict = await startLab({ snapshot: two, access: rules });
  });
  afterAll(() => strict.stop());
  const asked = (path: string, body?: unknown) => ask(clusterOf(strict, name), path, body === undefined ? {} : { method: 'POST', body });

  test('what no rule allows is denied', async () => {
    expect((await asked('/api/v1/services')).status).toBe(200);
    expect((await asked('/api/v1/nodes')).status).toBe(403);
    expect((await asked('/api/v1/namespaces/kube-system/configmaps')).status).toBe(403);
    expect((await asked('/api/v1/namespaces/kube-system/configmaps/cilium-config')).status).toBe(200);
    expect((await asked('/api/v1/namespaces/kube-system/configmaps/other')).status).toBe(403);
    expect((await asked('/metrics')).status).toBe(403);
  });

  test('a user may ask what it may do', async () => {
    const may = async (resource: string, verb: string) => {
      const spec = { resourceAttributes: { verb, resource, group: '', namespace: 'edge' } };
      const { status, body } = await asked('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec });
      expect([status, body.kind]).toEqual([201, 'SelfSubjectAccessReview']);
      return body.status.allowed;
    };
    expect(await may('services', 'list')).toBe(true);
    expect(await may('secrets', 'list')).toBe(false);
    const { body } = await asked('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { spec: { namespace: 'edge' } });
    expect(body.status.resourceRules).toContainEqual({ apiGroups: [''], resources: ['services'], verbs: ['get', 'list'] });
    expect(JSON.stringify(body.status.resourceRules)).not.toContain('cilium-config');
  });
});

describe('a cluster that the snapshot could not read', () => {
  test('refuses everybody where it refused nlb-doctor', async () => {
    const refusing = await startLab({ snapshot: 'scenarios/unreadable-cluster' });
    expect((await ask(clusterOf(refusing), '/version')).body).toMatchObject({ code: 401, reason: 'Unauthorized' });
    await refusing.stop();
  });
});

test('the certificate is signed by the authority, for the address of the lab', () => {
  const authority = new X509Certificate(clusterOf(lab).certificate);
  expect(authority.verify(authority.publicKey)).toBe(true);
  expect(authority.ca).toBe(true);
});

test('no client trusts it with another authority', async () => {
  const other = await startLab({ snapshot: two, badCertificates: [name] });
  await expect(ask(clusterOf(other, name), '/version')).rejects.toThrow(/certificate/);
  expect((await ask(clusterOf(other, 'apps-use2'), '/version')).status).toBe(200);
  await other.stop();
});

test('kubeconfig names every cluster, its authority and its token', () => {
  const config = JSON.parse(lab.kubeconfig);
  expect(config.clusters).toHaveLength(2);
  expect(config.users[0].user.token).toBe(lab.clusters[0]?.token);
});
