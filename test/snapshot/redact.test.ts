/** What must not leave a cluster does not, and what a diagnosis needs stays. */

import { describe, expect, test } from '@jest/globals';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { redactObject, redactSnapshot } from '../../lambda/snapshot/redact.ts';
import { looksLikeCredential, maskedText } from '../../lambda/snapshot/secrets.ts';
import { cpuMs } from '../patience.ts';
import { scenarios } from './folder.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
const slack = ['https://hooks.slack.com', 'services', 'T000', 'B000', 'XXXX'].join('/');
const accessKey = `AKIA${'IOSFODNN7EXAMPLE'}`;
const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----';

const object = (kind: string, rest: object, apiVersion = 'v1') => ({ apiVersion, kind, metadata: { name: 'a' }, ...rest });
const annotated = (annotations: Readonly<Record<string, string>>, kind = 'Service', apiVersion = 'v1') =>
  object(kind, { metadata: { name: 'a', annotations } }, apiVersion);
const annotationsOf = (value: { readonly metadata: object } | undefined) =>
  (value?.metadata as { annotations?: unknown } | undefined)?.annotations;

test('a Secret is dropped whole', () => {
  expect(redactObject(object('Secret', { data: { a: 'Yg==' } }))).toEqual({ object: undefined, dropped: ['Secrets'] });
});

describe('annotations', () => {
  test.each([
    ['example.org/token', 'x'],
    ['apiKey', 'x'],
    ['example.org/db-password', 'x'],
    ['client_secret', 'x'],
    ['aws-secret-access-key', 'x'],
    ['slackWebhookUrl', 'x'],
    ['note', jwt],
    ['note', slack],
    ['note', `uses ${accessKey}`],
    ['note', pem],
    ['note', 'password=hunter22'],
    ['note', 'postgres://user:hunter2@db/x'],
  ])('%s: %s is dropped', (name, value) => {
    const { object: kept, dropped } = redactObject(annotated({ [name]: value, plain: 'stays' }));
    expect(annotationsOf(kept)).toEqual({ plain: 'stays' });
    expect(dropped).toEqual(['annotations that look like credentials']);
  });

  test.each([
    'service.beta.kubernetes.io/aws-load-balancer-scheme',
    'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type',
    'service.beta.kubernetes.io/aws-load-balancer-healthcheck-port',
    'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes',
    'service.beta.kubernetes.io/aws-load-balancer-ssl-cert',
    'secrets-store.csi.x-k8s.io/rotation',
    'example.org/tokenization',
    'kubectl.kubernetes.io/restartedAt',
  ])('%s stays', (name) => {
    expect(looksLikeCredential(name, 'arn:aws:acm:eu-west-2:111122223333:certificate/12345678-1234-1234-1234-123456789012')).toBe(false);
  });

  test('the last applied configuration goes, but stays on Gateway API objects, itself redacted', () => {
    const applied = JSON.stringify({
      metadata: { annotations: { token: 'x', scheme: 'internal' } },
      spec: { infrastructure: { note: accessKey, more: slack } },
    });
    expect(annotationsOf(redactObject(annotated({ [lastApplied]: applied })).object)).toEqual({});
    const kept = redactObject(annotated({ [lastApplied]: applied }, 'Gateway', 'gateway.networking.k8s.io/v1')).object;
    expect(JSON.parse((annotationsOf(kept) as Record<string, string>)[lastApplied] as string)).toEqual({
      metadata: { annotations: { scheme: 'internal' } },
      spec: { infrastructure: { note: '(redacted)', more: 'https://(redacted)' } },
    });
    const broken = redactObject(annotated({ [lastApplied]: `token ${jwt}` }, 'Gateway', 'gateway.networking.k8s.io/v1'));
    expect(annotationsOf(broken.object)).toEqual({});
  });
});

test('containers lose their environment and the credentials among their arguments, in pods and in templates', () => {
  const container = {
    name: 'c',
    image: 'i',
    env: [{ name: 'A', value: 'b' }],
    envFrom: [],
    args: ['--token=abc', '--gateway-api-secrets-namespace=x', '--enable'],
  };
  const clean = { name: 'c', image: 'i', args: ['--token=(redacted)', '--gateway-api-secrets-namespace=x', '--enable'] };
  const spec = { nodeName: 'n', containers: [container], initContainers: [container] };
  const cleanSpec = { nodeName: 'n', containers: [clean], initContainers: [clean] };
  const pod = { ...object('Pod', {}), spec };
  expect(redactObject(pod)).toEqual({
    object: object('Pod', { spec: cleanSpec }),
    dropped: ['the environment of containers', 'values that look like credentials'],
  });
  expect(pod.spec.containers[0]).toBe(container);
  const template = (inner: object, annotations: object) =>
    object('DaemonSet', { spec: { selector: {}, template: { metadata: { annotations }, spec: inner } } });
  expect(redactObject(template(spec, { apikey: 'x' })).object).toEqual(template(cleanSpec, {}));
});

test('schemas of CRDs go, but that of gateways', () => {
  const definition = (name: string, version: object) =>
    object('CustomResourceDefinition', { metadata: { name }, spec: { group: 'g', versions: [version] } });
  const whole = { name: 'v1', served: true, schema: { openAPIV3Schema: {} } };
  expect(redactObject(definition('x.cilium.io', whole)).object).toEqual(definition('x.cilium.io', { name: 'v1', served: true }));
  const gateways = definition('gateways.gateway.networking.k8s.io', whole);
  expect(redactObject(gateways)).toEqual({ object: gateways, dropped: [] });
});

test.each([
  ['ConfigMap', true],
  ['DaemonSet', true],
  ['Deployment', true],
  ['Service', true],
  ['Pod', false],
  ['Node', false],
])('managedFields of a %s stay: %s', (kind, stay) => {
  const fields = { metadata: { name: 'a', managedFields: [{ manager: 'helm', time: '2026-01-31T12:00:00Z' }] } };
  expect(redactObject(object(kind, fields)).object?.metadata).toEqual(stay ? fields.metadata : { name: 'a' });
});

test('a ConfigMap keeps its keys; values that are credentials by their form are masked', () => {
  const data = { 'gateway-api-secrets-namespace': 'cilium-secrets', 'enable-gateway-api': 'true', ca: pem };
  expect(redactObject(object('ConfigMap', { data })).object).toMatchObject({ data: { ...data, ca: '(redacted)' } });
});

test('text keeps everything but the credential in it', () => {
  expect(maskedText(`level=warn msg="denied" url=${slack} next=1`)).toBe('level=warn msg="denied" url=https://(redacted) next=1');
  const drift = 'level=warn msg="Mismatch found" key=enable-gateway-api actual=false expectedValue=true';
  expect(maskedText(drift)).toBe(drift);
});

test('a hostile value takes no time', () => {
  const started = cpuMs();
  for (const part of ['a', 'a-', '-eyJ', '://:', '-----BEGIN ', 'token ', 'bearer ', 'xoxb-']) maskedText(part.repeat(50_000));
  expect(cpuMs() - started).toBeLessThan(2_000);
});

test.each(scenarios)('%s, redacted already, comes through unchanged', (name) => {
  const snapshot = readSnapshot(`scenarios/${name}`);
  expect(redactSnapshot(snapshot)).toEqual({ ...snapshot, redacted: [] });
});

test('a snapshot gathers what was dropped, and redacting twice changes nothing more', () => {
  const snapshot = readSnapshot('scenarios/seed-incident');
  const items = [
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', annotations: { token: 'x' } }, spec: { containers: [{ name: 'c', env: [] }] } },
  ];
  const logs = [{ namespace: 'a', pod: 'b', container: 'c', lines: [`bearer ${jwt}`] }];
  const clusters = snapshot.clusters.map((cluster) => ({
    ...cluster,
    logs,
    readings: new Map([['pods', { state: 'complete', items }]] as const),
  }));
  const once = redactSnapshot({ ...snapshot, clusters });
  expect(once.redacted).toEqual(['annotations that look like credentials', 'the environment of containers']);
  expect(JSON.stringify(once.clusters[0]?.logs)).not.toContain(jwt);
  expect(redactSnapshot(once)).toEqual(once);
});

test('events and errors keep their words but not their credentials', () => {
  expect(
    redactObject(object('Event', { message: `pulling from https://me:hunter2@registry failed`, note: accessKey })).object,
  ).toMatchObject({
    message: 'pulling from (redacted)registry failed',
    note: '(redacted)',
  });
  const snapshot = readSnapshot('scenarios/unreadable-cluster');
  const gap = { what: 'kubernetes', region: 'r', cluster: 'c', error: `denied: Bearer ${jwt}` };
  const clusters = snapshot.clusters.map((cluster) => ({ ...cluster, unreadable: [gap] }));
  const redacted = redactSnapshot({ ...snapshot, clusters, unreadable: [gap] });
  const clean = { ...gap, error: 'denied: (redacted)' };
  expect([redacted.unreadable, redacted.clusters[0]?.unreadable]).toEqual([[clean], [clean]]);
});
