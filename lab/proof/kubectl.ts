/** The token of `aws eks get-token` is ours, and kubectl lists with it, from the lab, what the snapshot holds. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mintToken } from '../../lambda/collect/kubernetes/token.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import type { LabCluster } from '../clusterPorts.ts';
import { credentials } from '../environment.ts';
import { type Lab, startLab } from '../lab.ts';
import { type Proof, same } from './proof.ts';
import { run, runJson } from './tool.ts';

export const eksToken = (folder: string): Proof => ({
  title: "the token of `aws eks get-token` has the parameters of nlb-doctor's",
  tools: ['aws'],
  run: () =>
    inLab(folder, async (lab, cluster) => {
      const theirs = partsOf(await tokenOf(lab, cluster));
      const ours = partsOf(await mintToken({ region: cluster.region, cluster: cluster.name, credentials, at: new Date() }));
      same('host, path and query parameters', ours, theirs);
    }),
});

export const kubectl = (folder: string): Proof => ({
  title: 'kubectl, as `aws eks update-kubeconfig` sets it up, lists services, nodes, gateways and ciliumnodes',
  tools: ['aws', 'kubectl'],
  run: () => inLab(folder, listed),
});

async function inLab(folder: string, check: (lab: Lab, cluster: LabCluster, seen: ClusterSnapshot) => Promise<void>): Promise<void> {
  const snapshot = readSnapshot(folder);
  const lab = await startLab({ snapshot });
  const [cluster, seen] = [lab.clusters[0], snapshot.clusters[0]];
  try {
    if (cluster === undefined || seen === undefined) throw new Error('the scenario has no cluster');
    await check(lab, cluster, seen);
  } finally {
    await lab.stop();
  }
}

async function tokenOf(lab: Lab, { region, name }: LabCluster): Promise<string> {
  // No call is made for a token: the address in it is that of AWS.
  const environment = { ...lab.environment, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
  const answer = await runJson('aws', ['eks', 'get-token', '--cluster-name', name, '--region', region], environment);
  return (answer as { readonly status: { readonly token: string } }).status.token;
}

function partsOf(token: string): unknown {
  const { protocol, host, pathname, searchParams } = new URL(Buffer.from(token.slice(token.indexOf('.') + 1), 'base64url').toString());
  return { protocol, host, pathname, names: [...searchParams.keys()].toSorted(), signed: searchParams.get('X-Amz-SignedHeaders') };
}

const resources = ['services', 'nodes', 'gateways.gateway.networking.k8s.io', 'ciliumnodes.cilium.io'] as const;

async function listed(lab: Lab, cluster: LabCluster, seen: ClusterSnapshot): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-proof-'));
  try {
    const file = join(folder, 'kubeconfig');
    // Its own HOME: kubectl keeps what it discovered there.
    const environment = { ...lab.environment, HOME: folder };
    await run(
      'aws',
      ['eks', 'update-kubeconfig', '--name', cluster.name, '--region', cluster.region, '--kubeconfig', file],
      lab.environment,
    );
    for (const resource of resources) {
      const names = await run('kubectl', ['--kubeconfig', file, 'get', resource, '--all-namespaces', '--output', 'name'], environment);
      const wanted = seen.readings.get(resource)?.items.map(({ metadata }) => metadata.name) ?? [];
      same(
        resource,
        names
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => line.slice(line.indexOf('/') + 1)),
        wanted,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
