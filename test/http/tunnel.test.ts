/** AWS, Kubernetes and Slack behind a real proxy on loopback that counts, refuses, or is not there. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { enter } from '../../lab/environment.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { type Authority, createAuthority } from '../../lab/tls/authority.ts';
import { collect } from '../../lambda/collect/collect.ts';
import type { CollectRequest } from '../../lambda/collect/request.ts';
import { post } from '../../lambda/notify/slack/http.ts';
import { gapSentence } from '../../lambda/snapshot/gaps.ts';
import { startCluster } from '../collect/clusterServer.ts';
import { type ConnectProxy, type Manner, startConnectProxy } from './connectProxy.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-proxy-'));
const variables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy', 'AWS_CA_BUNDLE'];
const before = variables.map((name) => [name, process.env[name]] as const);

let lab: Lab;
let authority: Authority;
let leave: () => void;
beforeAll(async () => {
  lab = await startLab({ snapshot: 'scenarios/seed-incident' });
  authority = await createAuthority('proxied', new Date());
  leave = enter(lab.environment, process.env);
});
afterAll(async () => {
  leave();
  for (const [name, value] of before) restore(name, value);
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

const closing: { readonly close: () => unknown }[] = [];
const kept = <T extends { readonly close: () => unknown }>(one: T): T => {
  closing.push(one);
  return one;
};
beforeEach(() => {
  for (const name of variables) delete process.env[name];
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((one) => one.close()));
});

const proxied = async (manner: Manner = {}): Promise<ConnectProxy> => kept(await startConnectProxy(manner));
const read = (more: Partial<CollectRequest> = {}) => collect({ regions: ['eu-west-2'], reads: ['services'], deadlineMs: 20_000, ...more });
const portOf = (url: string) => new URL(url).port;
const said = (snapshot: Awaited<ReturnType<typeof read>>) => snapshot.unreadable.map(gapSentence).join('\n');

describe('AWS', () => {
  const far = () => `aws.test:${portOf(lab.endpoint)}`;
  beforeEach(() => {
    process.env.AWS_ENDPOINT_URL = `http://${far()}`;
  });
  afterEach(() => {
    process.env.AWS_ENDPOINT_URL = lab.endpoint;
  });

  test.each(['HTTP_PROXY', 'http_proxy'])('is read through the proxy of %s, in tunnels that are used again', async (name) => {
    const proxy = await proxied();
    process.env[name] = `http://${proxy.host}`;
    const calls = lab.calls.length;
    const snapshot = await read();
    expect(snapshot.regions[0]?.loadBalancers.length).toBe(1);
    expect(snapshot.unreadable.filter(({ what }) => what.startsWith('elastic'))).toEqual([]);
    expect(new Set(proxy.asked)).toEqual(new Set([far()]));
    expect(proxy.asked.length).toBeLessThan(lab.calls.length - calls);
    expect(proxy.plain).toEqual([]);
  });

  test('is not asked through it where NO_PROXY names the host', async () => {
    const proxy = await proxied();
    Object.assign(process.env, { HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: 'localhost,aws.test' });
    const snapshot = await read({ deadlineMs: 8000 });
    expect(proxy.asked).toEqual([]);
    expect(said(snapshot)).not.toContain('proxy');
  });

  test('is not asked through it on loopback', async () => {
    const proxy = await proxied();
    Object.assign(process.env, { HTTP_PROXY: `http://${proxy.host}`, HTTPS_PROXY: `http://${proxy.host}`, AWS_ENDPOINT_URL: lab.endpoint });
    expect((await read()).regions[0]?.loadBalancers.length).toBe(1);
    expect(proxy.asked).toEqual([]);
  });

  test('credentials of the proxy are sent to it, percent-decoded', async () => {
    const proxy = await proxied({ credentials: 'ops:can@ry' });
    process.env.HTTP_PROXY = `http://ops:can%40ry@${proxy.host}`;
    expect((await read()).regions[0]?.loadBalancers.length).toBe(1);
  });

  test.each<readonly [string, Manner, string, RegExp]>([
    [
      'wants other credentials',
      { credentials: 'ops:other' },
      'ops:canary',
      /\(HTTP_PROXY\) takes no request without credentials, or not with these \(407\)/,
    ],
    ['refuses the host', { refuses: 403 }, 'ops:canary', /\(HTTP_PROXY\) refused the connection \(403\): let it allow the host/],
    ['fails', { refuses: 502 }, 'ops:canary', /\(HTTP_PROXY\) refused the connection \(502\)/],
    ['never answers', { hangs: true }, 'ops:canary', /./],
  ])('a proxy that %s is said in a sentence, without its credentials', async (_, manner, user, sentence) => {
    const proxy = await proxied(manner);
    process.env.HTTP_PROXY = `http://${user}@${proxy.host}`;
    const snapshot = await read({ deadlineMs: 8000 });
    expect(said(snapshot)).toMatch(sentence);
    expect(snapshot.regions[0]?.loadBalancers).toEqual([]);
    expect(JSON.stringify([snapshot.unreadable, snapshot.regions])).not.toMatch(/canary|b3Bz/);
  });

  test('a proxy that is not there is said in a sentence, without its credentials', async () => {
    const proxy = await startConnectProxy();
    await proxy.close();
    process.env.HTTP_PROXY = `http://ops:canary@${proxy.host}`;
    const snapshot = await read({ deadlineMs: 8000 });
    expect(said(snapshot)).toContain(`the proxy ${proxy.host} (HTTP_PROXY) cannot be reached: it refused the connection`);
    expect(JSON.stringify(snapshot.unreadable)).not.toContain('canary');
  });

  test('a variable that names no proxy is said in a sentence', async () => {
    process.env.HTTP_PROXY = 'socks5://ops:canary@127.0.0.1:1080';
    const snapshot = await read({ deadlineMs: 8000 });
    expect(said(snapshot)).toContain('HTTP_PROXY names a socks5 proxy; only http and https proxies can be used');
    expect(JSON.stringify(snapshot.unreadable)).not.toContain('canary');
  });
});

describe('AWS over TLS', () => {
  let bundle = '';
  let address = '';
  beforeEach(async () => {
    const { key, cert } = await authority.issue(['aws.test']);
    const server = createTlsServer({ key, cert });
    server.on('secureConnection', (client) => {
      const inner = connect(Number(portOf(lab.endpoint)), '127.0.0.1');
      inner.on('error', () => client.destroy());
      client.on('error', () => inner.destroy());
      client.pipe(inner).pipe(client);
    });
    server.removeAllListeners('request');
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
    const sockets = new Set<{ destroy: () => void }>();
    server.on('connection', (socket) => sockets.add(socket));
    kept({
      close: () => {
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    });
    bundle = join(folder, 'bundle.pem');
    writeFileSync(bundle, authority.certificate);
    address = `https://aws.test:${(server.address() as AddressInfo).port}`;
    process.env.AWS_ENDPOINT_URL = address;
    const proxy = await proxied();
    process.env.HTTPS_PROXY = `http://${proxy.host}`;
  });
  afterEach(() => {
    process.env.AWS_ENDPOINT_URL = lab.endpoint;
  });

  test('AWS_CA_BUNDLE names the CA of what inspects TLS on the way', async () => {
    process.env.AWS_CA_BUNDLE = bundle;
    expect((await read()).regions[0]?.loadBalancers.length).toBe(1);
  });

  test('ca_bundle of the profile does so too, and AWS_CA_BUNDLE comes before it', async () => {
    expect((await read({ caBundle: bundle })).regions[0]?.loadBalancers.length).toBe(1);
    process.env.AWS_CA_BUNDLE = '/nowhere/bundle.pem';
    expect(said(await read({ caBundle: bundle, deadlineMs: 8000 }))).toContain('the CA bundle /nowhere/bundle.pem');
  });

  test('a bundle without certificates is said to be', async () => {
    process.env.AWS_CA_BUNDLE = join(folder, 'empty.pem');
    writeFileSync(process.env.AWS_CA_BUNDLE, 'no certificate');
    expect(said(await read({ deadlineMs: 8000 }))).toContain('holds no certificate in PEM');
  });

  /** Node reads NODE_EXTRA_CA_CERTS when it starts; and here, in a realm of its own, the SDK does not know errors of sockets for errors. */
  async function inProcess(environment: Readonly<Record<string, string>>) {
    const script = `
      const { collect } = await import('./lambda/collect/collect.ts');
      const { regions, unreadable } = await collect({ regions: ['eu-west-2'], reads: [], deadlineMs: 60000 });
      process.stdout.write(JSON.stringify({ found: regions[0].loadBalancers.length, errors: unreadable.map(({ error, remedy }) => [error, remedy].join('; ')) }));`;
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
    const env = { ...process.env, NODE_OPTIONS: '', ...environment };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return JSON.parse(stdout) as { readonly found: number; readonly errors: readonly string[] };
  }

  test('NODE_EXTRA_CA_CERTS does so too', async () => {
    expect((await inProcess({ NODE_EXTRA_CA_CERTS: bundle })).found).toBe(1);
  });

  test('without any of them nothing is read, and the variables to set are named', async () => {
    const { found, errors } = await inProcess({});
    expect(found).toBe(0);
    expect(errors.join()).toMatch(/signed by a CA that is not trusted here; .*AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS/);
  });
});

describe('an API server', () => {
  /** A kubeconfig with the name that only the proxy knows; the certificate is for that name. */
  async function cluster(more: object = {}, trusted = authority) {
    const { key, cert } = await authority.issue(['cluster.test']);
    const server = kept(await startCluster(undefined, { key: String(key), cert: String(cert), ca: authority.certificate }));
    const address = `https://cluster.test:${portOf(server.url)}`;
    const path = join(folder, `kubeconfig-${portOf(server.url)}`);
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'far',
          cluster: { server: address, 'certificate-authority-data': Buffer.from(trusted.certificate).toString('base64'), ...more },
        },
      ],
      users: [{ name: 'me', user: { token: 'canary-token' } }],
      contexts: [{ name: 'here', context: { cluster: 'far', user: 'me' } }],
      'current-context': 'here',
    };
    writeFileSync(path, JSON.stringify(config));
    const readIt = async () => {
      const snapshot = await read({ everything: true, deadlineMs: 8000, kubeconfig: { path } });
      const [found] = snapshot.clusters;
      return { services: found?.readings.get('services')?.items.length, gaps: found?.unreadable ?? [], snapshot };
    };
    return { server, host: `cluster.test:${portOf(server.url)}`, readIt };
  }

  test.each(['HTTPS_PROXY', 'https_proxy'])('is read through the proxy of %s; its own CA vouches for it', async (name) => {
    const [proxy, { host, readIt, server }] = [await proxied(), await cluster()];
    process.env[name] = `http://${proxy.host}`;
    expect((await readIt()).services).toBe(1);
    expect(new Set(proxy.asked)).toEqual(new Set([host]));
    expect(proxy.asked.length).toBeLessThan(server.requests.length + 1);
    expect(proxy.plain).toEqual([]);
  });

  test('is read through proxy-url of the kubeconfig, whatever the environment says', async () => {
    const [proxy, other] = [await proxied(), await proxied()];
    const { host, readIt } = await cluster({ 'proxy-url': `http://${proxy.host}` });
    Object.assign(process.env, { HTTPS_PROXY: `http://${other.host}`, NO_PROXY: '*' });
    expect((await readIt()).services).toBe(1);
    expect([new Set(proxy.asked), other.asked]).toEqual([new Set([host]), []]);
  });

  test('behind a proxy that inspects TLS gets no token, whatever else is trusted', async () => {
    const [proxy, { readIt, server }] = [await proxied(), await cluster({}, await createAuthority('the true one', new Date()))];
    Object.assign(process.env, { HTTPS_PROXY: `http://${proxy.host}`, AWS_CA_BUNDLE: join(folder, 'bundle.pem') });
    writeFileSync(join(folder, 'bundle.pem'), authority.certificate);
    const { gaps } = await readIt();
    expect(gaps.map((gap) => `${gap.what}: ${gapSentence(gap)}`).join()).toMatch(
      /^kubernetes: TLS: .*no token was sent.*a proxy that inspects TLS/,
    );
    expect(server.requests).toEqual([]);
  });

  test.each<readonly [string, Manner, RegExp]>([
    ['wants credentials', { credentials: 'ops:other' }, /HTTPS_PROXY\) takes no request without credentials/],
    ['refuses the host', { refuses: 403 }, /HTTPS_PROXY\) refused the connection \(403\)/],
  ])('behind a proxy that %s is one gap in a sentence, without the credentials', async (_, manner, sentence) => {
    const [proxy, { readIt }] = [await proxied(manner), await cluster()];
    process.env.HTTPS_PROXY = `http://ops:canary@${proxy.host}`;
    const { gaps } = await readIt();
    expect(gaps).toEqual([expect.objectContaining({ what: 'kubernetes', error: expect.stringMatching(sentence) })]);
    expect(JSON.stringify(gaps)).not.toMatch(/canary|b3Bz/);
  });

  test('behind a proxy-url that is none is one gap in a sentence', async () => {
    const { readIt } = await cluster({ 'proxy-url': 'http://ops:canary%zz@127.0.0.1:1' });
    const { gaps } = await readIt();
    expect(gaps.map(({ error }) => error)).toEqual([expect.stringMatching(/proxy-url of the kubeconfig is not percent-encoded/)]);
    expect(JSON.stringify(gaps)).not.toContain('canary');
  });
});

describe('Slack', () => {
  const message = () => ({
    address: `http://slack.test:${portOf(lab.slack.address)}/services/T0/B0/canary`,
    body: {},
    signal: AbortSignal.timeout(10_000),
  });

  test('is told through the proxy', async () => {
    const proxy = await proxied();
    process.env.HTTP_PROXY = `http://${proxy.host}`;
    expect((await post(message())).status).toBe(200);
    expect(proxy.asked).toEqual([`slack.test:${portOf(lab.slack.address)}`]);
  });

  test('behind a proxy that refuses is no answer, with the reason and neither its credentials nor the address', async () => {
    const proxy = await proxied({ refuses: 403 });
    process.env.HTTP_PROXY = `http://ops:canary@${proxy.host}`;
    const sent = post(message());
    await expect(sent).rejects.toThrow(/the proxy .* \(HTTP_PROXY\) refused the connection \(403\)/);
    await expect(sent).rejects.not.toThrow(/canary/);
  });
});
