/** A lab that a person may change: what kubectl does heals the targets, and the monitor's own credentials change nothing. */

import { request } from 'node:https';
import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, test } from '@jest/globals';
import { credentials, enter, operatorCredentials } from '../../lab/environment.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { today } from '../../lab/today.ts';
import { listenersOf, readWorld } from '../../lab/worlds/catalogue.ts';
import { collect } from '../../lambda/collect/collect.ts';
import { mintToken } from '../../lambda/collect/kubernetes/token.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { readsOfAllRules as reads } from '../../lambda/diagnose/rules/index.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { eventually, patienceMs } from '../patience.ts';
import { type Asked, clientsOf, clusterOf, errorOf } from './clients.ts';

let lab: Lab | undefined;
afterEach(() => lab?.stop());

async function opened(scenario: string, isReal = false): Promise<Lab> {
  const listeners = listenersOf(scenario) ?? [];
  lab = await startLab({
    snapshot: today(readWorld(scenario), new Date()),
    complete: true,
    writable: { pace: 1 },
    ...(isReal ? { realHealth: { listeners, scale: 2 } } : {}),
  });
  return lab;
}

interface Write {
  readonly method: string;
  readonly path: string;
  readonly type?: string;
  readonly body?: unknown;
}

/** As kubectl asks: with a token that `aws eks get-token` would make of the keys. */
async function asked(
  running: Lab,
  { method, path, type = 'application/json', body }: Write,
  keys: typeof credentials | typeof operatorCredentials = operatorCredentials,
): Promise<Asked> {
  const cluster = clusterOf(running);
  const authorization = `Bearer ${await mintToken({ region: cluster.region, cluster: cluster.name, credentials: keys, at: new Date() })}`;
  const headers = { authorization, 'content-type': type, 'user-agent': 'kubectl/v1.33.0' };
  return new Promise((resolve, reject) => {
    const sent = request(`${cluster.endpoint}${path}`, { method, ca: cluster.certificate, agent: false, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: text.startsWith('{') && !text.includes('\n{') ? JSON.parse(text) : undefined,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const apps = '/apis/apps/v1/namespaces/kube-system';
const strategic = 'application/strategic-merge-patch+json';
const merge = 'application/merge-patch+json';

/** The body of `kubectl rollout restart` (k8s.io/kubectl, objectrestarter.go). */
const restart = () => ({
  spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() } } } },
});
const restarted = (running: Lab, workload: string, keys?: typeof credentials) =>
  asked(running, { method: 'PATCH', path: `${apps}/${workload}?fieldManager=kubectl-rollout`, type: strategic, body: restart() }, keys);

async function diagnosed(running: Lab): Promise<Diagnosis> {
  const leave = enter(running.environment, process.env);
  try {
    const regions = [...new Set(running.clusters.map(({ region }) => region))];
    return diagnose(
      joinTopology(await collect({ regions, reads, everything: true, deadlineMs: patienceMs, elbRate: { perSecond: 1000, burst: 1000 } })),
    );
  } finally {
    leave();
  }
}

const statusOf = ({ loadBalancers }: Diagnosis) => loadBalancers[0]?.status;
const causesOf = ({ loadBalancers }: Diagnosis) =>
  loadBalancers.flatMap(({ findings }) => findings.filter(({ kind }) => kind === 'cause').map(({ rule }) => rule));

const healthy = (running: Lab) => eventually('healthy targets', async () => statusOf(await diagnosed(running)) === 'healthy');

describe('the seed incident', () => {
  test('is healed by the restart that the report recommends, on real listeners; then the check says so', async () => {
    const running = await opened('seed-incident', true);
    const before = await diagnosed(running);
    expect([statusOf(before), causesOf(before)]).toEqual(['down', ['cilium/agents-not-restarted']]);
    const pods = '/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app%3Dcilium';
    const oldPods = (await asked(running, { method: 'GET', path: pods })).body.items;

    expect((await restarted(running, 'deployments/cilium-operator')).status).toBe(200);
    expect((await restarted(running, 'daemonsets/cilium')).status).toBe(200);
    const set = await eventually('the end of the rollout', async () => {
      const { body } = await asked(running, { method: 'GET', path: `${apps}/daemonsets/cilium` });
      const { observedGeneration, updatedNumberScheduled, numberAvailable, desiredNumberScheduled } = body.status;
      const isOver =
        observedGeneration === body.metadata.generation &&
        updatedNumberScheduled === desiredNumberScheduled &&
        numberAvailable === desiredNumberScheduled;
      return isOver ? body : undefined;
    });
    expect(set.status).toMatchObject({ desiredNumberScheduled: 5, numberReady: 5 });

    const newPods = (await asked(running, { method: 'GET', path: pods })).body.items as typeof oldPods;
    const names = (list: typeof oldPods) => list.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
    expect(names(newPods).filter((name: string) => names(oldPods).includes(name))).toEqual([]);
    const config = (await asked(running, { method: 'GET', path: '/api/v1/namespaces/kube-system/configmaps/cilium-config' })).body;
    const written = config.metadata.managedFields
      .map(({ time }: { time: string }) => time)
      .toSorted()
      .at(-1);
    for (const { status } of newPods) expect(status.startTime > written).toBe(true);
    const nodes = (await asked(running, { method: 'GET', path: '/apis/cilium.io/v2/ciliumnodes' })).body.items;
    expect(nodes.map(({ spec }: { spec: { ingress: { ipv4?: string } } }) => spec.ingress.ipv4 !== undefined)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);

    await healthy(running);
    const after = await diagnosed(running);
    expect([causesOf(after), after.loadBalancers[0]?.findings.map(({ rule }) => rule)]).toEqual([
      [],
      ['gateway/scheme-annotation-not-propagated'],
    ]);
  });

  test('is not healed by restarting the operator alone, nor Envoy', async () => {
    const running = await opened('seed-incident');
    await restarted(running, 'deployments/cilium-operator');
    await restarted(running, 'daemonsets/cilium-envoy');
    await eventually('the end of the rollouts', async () => {
      const { body } = await asked(running, { method: 'GET', path: `${apps}/daemonsets/cilium-envoy` });
      return (
        body.status.observedGeneration === body.metadata.generation &&
        body.status.updatedNumberScheduled === 5 &&
        body.status.numberAvailable === 5
      );
    });
    const diagnosis = await diagnosed(running);
    expect([statusOf(diagnosis), causesOf(diagnosis)]).toEqual(['down', ['cilium/agents-not-restarted']]);
  });

  test('nothing is changed by the credentials of the monitor, in Kubernetes or in AWS', async () => {
    const running = await opened('seed-incident');
    expect((await restarted(running, 'daemonsets/cilium', credentials)).body).toMatchObject({ code: 403, reason: 'Forbidden' });
    const rule = {
      GroupId: 'sg-0ca10f1b1c00aac4e',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
    };
    expect(await errorOf(clientsOf(running).ec2.send(new AuthorizeSecurityGroupIngressCommand(rule)))).toMatchObject({
      name: 'UnauthorizedOperation',
    });
    const { endpoint } = running;
    const operator = new EC2Client({ endpoint, region: 'eu-west-2', credentials: operatorCredentials, maxAttempts: 1 });
    expect(await operator.send(new AuthorizeSecurityGroupIngressCommand(rule))).toMatchObject({ Return: true });
  });

  test('a lab that is not writable knows nobody who could', async () => {
    lab = await startLab({ snapshot: 'scenarios/seed-incident' });
    expect([lab.operator, (await restarted(lab, 'daemonsets/cilium')).status]).toEqual([undefined, 401]);
    expect((await restarted(lab, 'daemonsets/cilium', credentials)).status).toBe(403);
    const operator = new EC2Client({ endpoint: lab.endpoint, region: 'eu-west-2', credentials: operatorCredentials, maxAttempts: 1 });
    const rule = { GroupId: 'sg-0ca10f1b1c00aac4e', IpPermissions: [] };
    expect((await errorOf(operator.send(new AuthorizeSecurityGroupIngressCommand(rule)))).name).toBe('AuthFailure');
  });
});

/** What a person would do, as the requests that kubectl makes of it. */
const repairs: Readonly<Record<string, readonly Write[]>> = {
  'cilium/agents-not-restarted/cause-partial-rollout': [
    { method: 'PATCH', path: `${apps}/daemonsets/cilium`, type: strategic, body: restart() },
  ],
  'cilium/node-config-override/cause': [
    {
      method: 'PATCH',
      path: '/apis/cilium.io/v2/namespaces/kube-system/ciliumnodeconfigs/zone-c',
      type: 'application/json-patch+json',
      body: [{ op: 'remove', path: '/spec/defaults/enable-envoy-config' }],
    },
    { method: 'PATCH', path: `${apps}/daemonsets/cilium`, type: strategic, body: restart() },
  ],
  'cilium/envoy-config-missing/cause': [{ method: 'PATCH', path: `${apps}/deployments/cilium-operator`, type: strategic, body: restart() }],
  'cilium/envoy-older-than-config/cause': [{ method: 'PATCH', path: `${apps}/daemonsets/cilium-envoy`, type: strategic, body: restart() }],
  'cilium/mixed-versions/cause': [{ method: 'PATCH', path: `${apps}/daemonsets/cilium`, type: strategic, body: restart() }],
  // What `helm upgrade` does is this write; helm itself needs a chart from the Internet.
  'cilium/l7-proxy-off/cause': [
    {
      method: 'PATCH',
      path: '/api/v1/namespaces/kube-system/configmaps/cilium-config',
      type: merge,
      body: { data: { 'enable-l7-proxy': 'true' } },
    },
    { method: 'PATCH', path: `${apps}/daemonsets/cilium`, type: strategic, body: restart() },
  ],
  'cilium/kube-proxy-replacement-off/cause': [
    {
      method: 'PATCH',
      path: '/api/v1/namespaces/kube-system/configmaps/cilium-config',
      type: merge,
      body: { data: { 'kube-proxy-replacement': 'true' } },
    },
    { method: 'PATCH', path: `${apps}/daemonsets/cilium`, type: strategic, body: restart() },
  ],
  'cilium/envoy-config-off/cause-false': [
    {
      method: 'PATCH',
      path: '/api/v1/namespaces/kube-system/configmaps/cilium-config',
      type: merge,
      body: { data: { 'enable-envoy-config': 'true' } },
    },
    { method: 'PATCH', path: `${apps}/daemonsets/cilium`, type: strategic, body: restart() },
  ],
  'kubernetes/node-port-not-allocated/cause': [
    {
      method: 'PATCH',
      path: '/api/v1/namespaces/gateway/services/cilium-gateway-shared-gateway',
      type: merge,
      body: { spec: { allocateLoadBalancerNodePorts: true } },
    },
  ],
  'kubernetes/node-port-changed/cause': [
    {
      method: 'PATCH',
      path: '/api/v1/namespaces/gateway/services/cilium-gateway-shared-gateway',
      type: merge,
      body: { metadata: { annotations: { 'nlb-doctor/reconcile': '1' } } },
    },
  ],
};

test.each(Object.entries(repairs))('%s is healed by its fix', async (scenario, writes) => {
  const running = await opened(scenario);
  expect(statusOf(await diagnosed(running))).not.toBe('healthy');
  for (const write of writes) expect((await asked(running, write)).status).toBe(200);
  await healthy(running);
  expect(causesOf(await diagnosed(running))).toEqual([]);
});

test('a changed ConfigMap alone restarts nothing, and heals nothing', async () => {
  const running = await opened('cilium/l7-proxy-off/cause');
  const path = '/api/v1/namespaces/kube-system/configmaps/cilium-config';
  const { body } = await asked(running, {
    method: 'PATCH',
    path: `${path}?fieldManager=kubectl-patch`,
    type: merge,
    body: { data: { 'enable-l7-proxy': 'true' } },
  });
  const owner = body.metadata.managedFields.find(({ manager }: { manager: string }) => manager === 'kubectl-patch');
  expect(owner.fieldsV1).toEqual({ 'f:data': { 'f:enable-l7-proxy': {} } });
  expect(statusOf(await diagnosed(running))).toBe('down');
});

describe('writes', () => {
  const nodes = '/api/v1/nodes';

  test('are refused where they are stale, unknown, of the wrong type, or of no object', async () => {
    const running = await opened('seed-incident');
    const path = `${apps}/daemonsets/cilium`;
    const set = (await asked(running, { method: 'GET', path })).body;
    expect(
      (await asked(running, { method: 'PUT', path, body: { ...set, metadata: { ...set.metadata, resourceVersion: '1' } } })).body,
    ).toMatchObject({ code: 409, reason: 'Conflict' });
    expect((await asked(running, { method: 'PATCH', path: `${apps}/daemonsets/none`, type: merge, body: {} })).status).toBe(404);
    expect((await asked(running, { method: 'PATCH', path: '/apis/cilium.io/v2/ciliumnodes/none', type: merge, body: {} })).status).toBe(
      404,
    );
    expect(
      (
        await asked(running, {
          method: 'PATCH',
          path: `${path}`,
          type: 'application/json-patch+json',
          body: [{ op: 'remove', path: '/none' }],
        })
      ).status,
    ).toBe(422);
    expect((await asked(running, { method: 'DELETE', path: `${apps}/daemonsets` })).status).toBe(405);
  });

  test('create, update and delete; a dry run does nothing', async () => {
    const running = await opened('seed-incident');
    const path = '/api/v1/namespaces/default/configmaps';
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'note' }, data: { a: '1' } };
    expect((await asked(running, { method: 'POST', path: `${path}?dryRun=All`, body })).status).toBe(201);
    expect((await asked(running, { method: 'GET', path: `${path}/note` })).status).toBe(404);
    const created = (await asked(running, { method: 'POST', path, body })).body;
    expect(created.metadata).toMatchObject({
      name: 'note',
      namespace: 'default',
      uid: expect.any(String),
      resourceVersion: expect.any(String),
    });
    expect((await asked(running, { method: 'POST', path, body })).body).toMatchObject({ code: 409, reason: 'AlreadyExists' });
    expect((await asked(running, { method: 'PUT', path: `${path}/note`, body: { ...created, data: { a: '2' } } })).body.data).toEqual({
      a: '2',
    });
    expect((await asked(running, { method: 'DELETE', path: `${path}/note` })).status).toBe(200);
    expect((await asked(running, { method: 'GET', path: `${path}/note` })).status).toBe(404);
  });

  test('are watched: from a version on, by field, until the time is over', async () => {
    const running = await opened('seed-incident');
    const { metadata, items } = (await asked(running, { method: 'GET', path: nodes })).body;
    const [first, second] = items.map((node: { metadata: { name: string } }) => node.metadata.name);
    const label = (name: string) =>
      asked(running, { method: 'PATCH', path: `${nodes}/${name}`, type: merge, body: { metadata: { labels: { colour: 'red' } } } });
    await label(second);
    await label(first);
    const path = `${nodes}?watch=true&resourceVersion=${metadata.resourceVersion}&fieldSelector=metadata.name%3D${first}&timeoutSeconds=1`;
    const events = (await asked(running, { method: 'GET', path })).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type, object }) => [type, object.metadata.name, object.metadata.labels.colour])).toEqual([
      ['MODIFIED', first, 'red'],
    ]);
    const initial = (await asked(running, { method: 'GET', path: `${nodes}?watch=true&sendInitialEvents=true&timeoutSeconds=1` })).text
      .trim()
      .split('\n');
    expect(initial.map((line) => JSON.parse(line).type)).toEqual([...items.map(() => 'ADDED'), 'BOOKMARK']);
  });

  test('a pod that is deleted comes again', async () => {
    const running = await opened('seed-incident');
    const path = '/api/v1/namespaces/kube-system/pods';
    const names = async () =>
      (await asked(running, { method: 'GET', path: `${path}?labelSelector=k8s-app%3Dcilium` })).body.items.map(
        ({ metadata }: { metadata: { name: string } }) => metadata.name,
      );
    const before = await names();
    await asked(running, { method: 'DELETE', path: `${path}/${before[0]}` });
    const after = await eventually('another pod', async () => {
      const now = await names();
      return now.length === before.length && !now.includes(before[0]) && now;
    });
    expect(after.filter((name: string) => !before.includes(name))).toHaveLength(1);
    // Its agent has read the configuration of today: exactly its node answers.
    const diagnosis = await eventually('a healthy node', async () => {
      const now = await diagnosed(running);
      return statusOf(now) === 'degraded' && now;
    });
    expect(diagnosis.loadBalancers[0]?.targetGroups.map(({ healthy: count }) => count)).toEqual([1, 1]);
  });
});
