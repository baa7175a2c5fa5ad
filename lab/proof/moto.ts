/** The collector reads from moto, which is not ours, and stores what moto answers: it speaks AWS, not only the lab's idea of it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { collect } from '../../lambda/collect/collect.ts';
import { iamPolicy } from '../../lambda/collect/grants.ts';
import { readsOfAllRules } from '../../lambda/diagnose/rules/index.ts';
import { credentials, enter, environmentFor } from '../environment.ts';
import { type MotoWorld, makeWorld } from './motoWorld.ts';
import { type Proof, same } from './proof.ts';
import { runJson } from './tool.ts';

const region = 'eu-west-1';

export const moto: Proof = {
  title: 'the collector reads load balancers, groups, health, tags and clusters from moto',
  tools: ['moto_server'],
  run: () => withMoto(async (endpoint) => compared(await makeWorld({ endpoint, region, credentials }))),
};

export const motoPolicy: Proof = {
  title: 'IAM of moto, which checks the grammar of policies, takes the policy that preflight prints, and refuses a statement alone',
  tools: ['moto_server', 'aws'],
  run: () =>
    withMoto(async (endpoint) => {
      const document = iamPolicy(readsOfAllRules.filter((read) => read.includes(':')));
      const { Statement } = JSON.parse(document) as { readonly Statement: readonly unknown[] };
      same('the policy', (await createPolicy(endpoint, 'whole', document)).PolicyName, 'whole');
      const refused = await createPolicy(endpoint, 'statement', JSON.stringify(Statement[0])).catch(() => 'refused');
      same('a statement alone', refused, 'refused');
    }),
};

async function createPolicy(endpoint: string, name: string, document: string): Promise<{ readonly PolicyName?: unknown }> {
  const args = ['iam', 'create-policy', '--policy-name', name, '--policy-document', document, '--output', 'json'];
  const answer = await runJson('aws', args, environmentFor(endpoint, region));
  return (answer as { readonly Policy: { readonly PolicyName?: unknown } }).Policy;
}

async function withMoto(run: (endpoint: string) => Promise<void>): Promise<void> {
  const port = await freePort();
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  const leave = enter(environmentFor(endpoint, region), process.env);
  try {
    await answering(endpoint, server);
    await run(endpoint);
  } finally {
    leave();
    server.kill();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function answering(endpoint: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200 && server.exitCode === null; tries += 1) {
    const up = await fetch(`${endpoint}/moto-api/`).then(
      () => true,
      () => false,
    );
    if (up) return;
    await wait(100);
  }
  throw new Error('moto_server did not start');
}

async function compared(world: MotoWorld): Promise<void> {
  const snapshot = await collect({ regions: [region], everything: true, reads: [], deadlineMs: 20_000, clusterMs: 2000 });
  const [found] = snapshot.regions;
  same(
    'load balancers',
    found?.loadBalancers.map((one) => one.LoadBalancerName),
    [world.loadBalancer],
  );
  same(
    'target groups',
    found?.targetGroups.map((one) => one.TargetGroupName),
    [world.targetGroup],
  );
  same(
    'targets',
    found?.targetHealth
      .get(world.targetGroup)
      ?.items.map(({ Target }) => Target.Id)
      .toSorted(),
    world.instances.toSorted(),
  );
  same(
    'tags',
    found?.tags.items.flatMap(({ Tags }) => Tags ?? []),
    [world.tag],
  );
  same(
    'clusters',
    snapshot.clusters.map(({ name }) => name),
    [world.cluster],
  );
}
