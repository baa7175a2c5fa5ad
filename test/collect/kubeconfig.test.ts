/** Clusters from a kubeconfig: read over the same transport, with the same care, and errors as sentences. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { collect } from '../../lambda/collect/collect.ts';
import { loadKubeconfig } from '../../lambda/collect/kubernetes/kubeconfig.ts';
import { startCluster } from './clusterServer.ts';
import { fleetOf, startAws } from './fleetServer.ts';
import { clients, kept, pointAt, request } from './live.ts';

function written(cluster: object, user: object = { token: 'canary-kubeconfig-token' }): string {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-'));
  kept({ close: () => rmSync(folder, { recursive: true }) });
  const path = join(folder, 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bare-metal', cluster }],
    users: [{ name: 'me', user }],
    contexts: [{ name: 'here', context: { cluster: 'bare-metal', user: 'me' } }],
    'current-context': 'here',
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

describe('a kubeconfig', () => {
  test('stands in for EKS: its cluster is read with its own CA and token, and EKS is not asked', async () => {
    const server = kept(await startCluster());
    const aws = kept(await startAws({ ...fleetOf(1, 1, ['lb-0']) }));
    pointAt(aws);
    const path = written({
      server: server.url,
      'certificate-authority-data': Buffer.from(server.certificate?.ca ?? '').toString('base64'),
    });
    const snapshot = await collect(request({ kubeconfig: { path, context: 'here' } }), clients());
    expect(snapshot.unreadable).toEqual([]);
    expect(snapshot.clusters.map(({ name, region, eks }) => [name, region, eks])).toEqual([['bare-metal', 'eu-west-2', undefined]]);
    expect(snapshot.clusters[0]?.readings.get('services')?.items.length).toBe(1);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer canary-kubeconfig-token');
    expect(aws.requests.some(({ action }) => action.startsWith('/clusters'))).toBe(false);
  });

  test('that switches the check of certificates off is refused', async () => {
    const path = written({ server: 'https://127.0.0.1:1', 'insecure-skip-tls-verify': true });
    await expect(loadKubeconfig({ path })).rejects.toThrow('switches the check of certificates off for bare-metal');
  });

  test('without the context asked for names those it has', async () => {
    const path = written({ server: 'https://127.0.0.1:1' });
    await expect(loadKubeconfig({ path, context: 'there' })).rejects.toThrow('no context there; it has here');
  });

  test('that is not there, or no YAML, is said to be, without its content', async () => {
    await expect(loadKubeconfig({ path: '/nowhere/config' })).rejects.toThrow('the kubeconfig /nowhere/config cannot be read');
  });

  test('whose credentials plugin never answers ends the run with a sentence, within its time', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['--eval', 'setTimeout(() => {}, 6000)'],
      interactiveMode: 'Never',
    };
    const path = written({ server: 'https://127.0.0.1:1' }, { exec });
    await expect(collect(request({ kubeconfig: { path }, deadlineMs: 2000 }), clients())).rejects.toThrow(
      'the credentials plugin of the kubeconfig did not answer in time',
    );
  });

  test('that is no use ends the run with a sentence, before anything is asked', async () => {
    const aws = kept(await startAws({ ...fleetOf(1, 1) }));
    pointAt(aws);
    await expect(collect(request({ kubeconfig: { path: '/nowhere/config' } }), clients())).rejects.toThrow(
      'the kubeconfig /nowhere/config cannot be read',
    );
    expect(aws.requests).toEqual([]);
  });

  test('whose plugin fails says so', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: '/nowhere/plugin', interactiveMode: 'Never' };
    const path = written({ server: 'https://127.0.0.1:1' }, { exec });
    await expect(loadKubeconfig({ path })).rejects.toThrow('gives no credentials');
  });
});
