/** Load balancers selected by the Service or Gateway behind them, live and in replays, and what is asked for it and what is not. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { run } from '../../cli/run.ts';
import { enter } from '../../lab/environment.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { RegionSnapshot, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { recorded } from './console.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-named-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = 'scenarios/two-clusters-two-regions';
const world = readSnapshot(path);
const everywhere = ['--region', 'eu-central-1', '--region', 'us-east-2'];

/** The same world, in which nobody may tell from tags which Service a load balancer is for. */
const untagged: Snapshot = {
  ...world,
  regions: world.regions.map((region): RegionSnapshot => {
    const items = region.tags.items.map((one) => ({ ...one, Tags: (one.Tags ?? []).filter(({ Key }) => !Key.includes('/stack')) }));
    return { ...region, tags: { ...region.tags, items } };
  }),
};

let lab: Lab | undefined;
let leave = () => {};
afterEach(async () => {
  leave();
  await lab?.stop();
  lab = undefined;
});

interface Answer {
  readonly loadBalancers: readonly { readonly name: string }[];
  readonly clusters: readonly { readonly name: string }[];
  readonly cannotTell: readonly { readonly subject: string; readonly name: string; readonly because: string; readonly remedy: string }[];
}

async function check(args: readonly string[], snapshot: Snapshot | string = path) {
  lab = await startLab({ snapshot });
  leave = enter(lab.environment, process.env);
  const answer = await call(['check', ...args]);
  const { calls } = lab;
  const asked = (action: string) => calls.flatMap((one) => (one.kind === 'aws' && one.action === action ? [one] : []));
  return { ...answer, asked, clusters: new Set(calls.flatMap((one) => (one.kind === 'kubernetes' ? [one.cluster] : []))) };
}

async function call(args: readonly string[]) {
  const console = recorded({});
  const status = await run([...args, '--output', 'json'], console);
  const printed = console.printed();
  const answer = printed.startsWith('{') ? (JSON.parse(printed) as Answer) : undefined;
  return { status, told: console.told(), names: answer?.loadBalancers.map(({ name }) => name), answer };
}

describe('a live check', () => {
  test.each([
    ['--service', 'messaging/rabbitmq', 'k8s-messagin-rabbitmq-466020ebbe', 'apps-use2'],
    ['--service', 'edge/cilium-gateway-public', 'k8s-edge-ciliumga-9fb3a2258e', 'apps-euc1'],
    ['--gateway', 'edge/public', 'k8s-edge-ciliumga-9fb3a2258e', 'apps-euc1'],
  ])(
    '%s %s reads that load balancer, healthy as it is, and its cluster, and leaves the rest alone',
    async (option, name, balancer, cluster) => {
      const { names, answer, asked, clusters } = await check([...everywhere, option, name]);
      expect(names).toEqual([balancer]);
      expect(answer?.cannotTell).toEqual([]);
      const groups = new Set(asked('DescribeTargetHealth').map(({ input }) => String(input.TargetGroupArn).split('/')[1]));
      const own = world.regions.flatMap(({ targetGroups, loadBalancers }) => {
        const arn = loadBalancers.find(({ LoadBalancerName }) => LoadBalancerName === balancer)?.LoadBalancerArn ?? '';
        return targetGroups.filter(({ LoadBalancerArns }) => LoadBalancerArns?.includes(arn)).map(({ TargetGroupName }) => TargetGroupName);
      });
      expect(groups).toEqual(new Set(own));
      expect([...clusters]).toEqual([cluster]);
      expect(asked('DescribeListeners')).toHaveLength(1);
    },
  );

  test('several names select several load balancers', async () => {
    const { names } = await check([...everywhere, '--service', 'messaging/rabbitmq', '--gateway', 'edge/public']);
    expect(names).toEqual(['k8s-edge-ciliumga-9fb3a2258e', 'k8s-messagin-rabbitmq-466020ebbe']);
  });

  test.each([
    ['--service', 'messaging/rabbitmq', 'k8s-messagin-rabbitmq-466020ebbe'],
    ['--gateway', 'edge/public', 'k8s-edge-ciliumga-9fb3a2258e'],
  ])('%s %s is found where tags tell nothing: by what the cluster says', async (option, name, balancer) => {
    const { names, answer } = await check([...everywhere, option, name], untagged);
    expect(names).toEqual([balancer]);
    expect(answer?.cannotTell).toEqual([]);
  });

  test.each<readonly [string, string, RegExp, RegExp]>([
    [
      '--service',
      'messaging/rabitmq',
      /no network load balancer in eu-central-1, us-east-2 is known to serve Service messaging\/rabitmq/,
      /did you mean messaging\/rabbitmq\?/,
    ],
    ['--gateway', 'edge/publik', /is known to serve Gateway edge\/publik/, /did you mean edge\/public\?/],
  ])('%s %s, which no load balancer serves, is said with the nearest, and the status is 3', async (option, name, because, remedy) => {
    const { status, answer } = await check([...everywhere, option, name]);
    expect(status).toBe(3);
    expect(answer?.loadBalancers).toEqual([]);
    expect(answer?.cannotTell).toEqual([
      expect.objectContaining({ name, because: expect.stringMatching(because), remedy: expect.stringMatching(remedy) }),
    ]);
  });

  test('a Service that is there and has no load balancer is said to be there, with the command that tells why', async () => {
    const services = world.clusters.flatMap(({ readings, name }) =>
      (readings.get('services')?.items ?? []).map(({ metadata }) => ({
        cluster: name,
        namespace: metadata.namespace,
        name: metadata.name,
      })),
    );
    const plain = services.find(({ name }) => !['rabbitmq', 'pgbouncer', 'cilium-ingress', 'cilium-gateway-public'].includes(name));
    const { status, answer } = await check([...everywhere, '--service', `${plain?.namespace}/${plain?.name}`]);
    expect(answer?.cannotTell.map(({ because }) => because)).toEqual([
      `Service ${plain?.namespace}/${plain?.name} of cluster ${plain?.cluster} has no network load balancer among those that were read`,
    ]);
    expect(answer?.cannotTell[0]?.remedy).toMatch(
      new RegExp(`^kubectl --context ${plain?.cluster} describe service ${plain?.name} --namespace`),
    );
    expect(status).toBe(3);
  });
});

describe('a replay', () => {
  test.each([
    ['--service', 'messaging/rabbitmq', ['k8s-messagin-rabbitmq-466020ebbe']],
    ['--gateway', 'edge/public', ['k8s-edge-ciliumga-9fb3a2258e']],
  ])('%s %s shows that load balancer and its cluster only', async (option, name, balancers) => {
    const { names, answer, status } = await call(['replay', path, option, name]);
    expect(names).toEqual(balancers);
    expect(answer?.clusters).toHaveLength(1);
    expect(status).not.toBe(3);
  });

  test('of a name that nothing serves is status 3, with the nearest', async () => {
    const { status, answer } = await call(['replay', path, '--service', 'messaging/rabitmq']);
    expect(status).toBe(3);
    expect(answer?.cannotTell[0]?.remedy).toBe('did you mean messaging/rabbitmq?');
  });

  test('of a capture that was narrowed shows what was requested then', async () => {
    lab = await startLab({ snapshot: path });
    leave = enter(lab.environment, process.env);
    const target = join(folder, 'captured');
    await run(['capture', target, ...everywhere, '--service', 'messaging/rabbitmq'], recorded({}));
    expect(readSnapshot(target).requested?.services).toEqual([{ namespace: 'messaging', name: 'rabbitmq' }]);
    expect((await call(['replay', target])).names).toEqual(['k8s-messagin-rabbitmq-466020ebbe']);
  });
});

test.each([
  [['check', '--service', 'web'], /--service takes a namespace and a name, such as default\/web, not "web"/],
  [['check', '--gateway', 'a/b/c'], /--gateway takes a namespace and a name/],
  [['check', '--service', 'a/b', '--load-balancer', 'x'], /select in two ways/],
  [['capture', '--print-commands', '--service', 'a/b'], /select with --service or --gateway when you replay/],
])('wrong usage is said: %j', async (args, sentence) => {
  const console = recorded({ AWS_REGION: 'eu-west-2' });
  expect(await run(args, console)).toBe(2);
  expect(console.told()).toMatch(sentence);
});
