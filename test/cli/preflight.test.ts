/** preflight against the lab with exactly our own manifest bound: nothing missing; and each permission taken away is one line. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { run } from '../../cli/run.ts';
import { enter } from '../../lab/environment.ts';
import type { AccessRule } from '../../lab/kubernetes/access.ts';
import { accessFrom } from '../../lab/kubernetes/manifest.ts';
import { type Lab, type LabOptions, startLab } from '../../lab/lab.ts';
import { accessDenied, expiredCredentials, serverError } from '../../lab/mishaps.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { Reading, RegionSnapshot, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { recorded } from './console.ts';

const manifest = accessFrom(readFileSync('infra/kubernetes/base/rbac.yaml', 'utf8'));

/** The seed incident in an account where every call is allowed: what its snapshot lacks is there, and empty. */
const seed = readSnapshot('scenarios/seed-incident');
const complete = (part: unknown) => (isReading(part) && part.state === 'incomplete' ? { state: 'complete', items: part.items } : part);
const isReading = (part: unknown): part is Reading<unknown> => typeof part === 'object' && part !== null && 'state' in part;
const regions = seed.regions.map(
  (region) => Object.fromEntries(Object.entries(region).map(([key, part]) => [key, complete(part)])) as unknown as RegionSnapshot,
);
const snapshot: Snapshot = { ...seed, regions, unreadable: [] };

async function call(args: readonly string[], options: Partial<LabOptions> = {}, more: Partial<ReturnType<typeof recorded>> = {}) {
  const lab = await startLab({ snapshot, access: manifest, ...options });
  const leave = enter(lab.environment, process.env);
  try {
    return await preflighted(args, more);
  } finally {
    leave();
    await lab.stop();
  }
}

async function preflighted(args: readonly string[], more: Partial<ReturnType<typeof recorded>> = {}) {
  const console = { ...recorded({ AWS_REGION: 'eu-west-2' }), ...more };
  const status = await run(['preflight', ...args], console);
  const printed = console.printed();
  const [rows = '', ...grants] = printed.split('\n\n');
  return { status, printed, told: console.told(), rows: rows.split('\n'), missing: missingIn(rows), grants: grants.join('\n\n') };
}

const missingIn = (rows: string) => rows.split('\n').filter((row) => /^(denied|unknown)/.test(row));

test('with exactly our manifest bound everything can be read: two lines, status 0, and no grant', async () => {
  const { status, printed } = await call([]);
  expect(printed).toBe(
    'allowed  eu-west-2                      17 AWS actions\n' +
      'allowed  eu-west-2  obs-eu-dev-cluster  19 kinds of objects\n' +
      '\nEverything nlb-doctor needs can be read.\n',
  );
  expect(status).toBe(0);
});

test('--verbose has a line for each thing tried, in columns', async () => {
  const { rows } = await call(['--verbose']);
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) expect(row).toMatch(/^(allowed|absent ) {2}eu-west-2 {2}(obs-eu-dev-cluster| {18}) {2}\S/);
});

/** One permission of the manifest at a time. */
const single = manifest.flatMap((rule) => (rule.resources ?? []).map((resource) => ({ rule, resource })));

describe('each permission of the manifest that is taken away', () => {
  let lab: Lab;
  let leave: () => void;
  const access: AccessRule[] = [];
  beforeAll(async () => {
    lab = await startLab({ snapshot, access });
    leave = enter(lab.environment, process.env);
  });
  afterAll(async () => {
    leave();
    await lab.stop();
  });

  test.each(single.map(({ rule, resource }) => [`${resource}.${rule.apiGroups?.[0]}`, rule, resource] as const))(
    '%s is exactly one line, and the manifest that is printed gives it back',
    async (_, rule, resource) => {
      const without = { ...rule, resources: (rule.resources ?? []).filter((one) => one !== resource) };
      access.splice(0, access.length, ...manifest.filter((one) => one !== rule), without);
      const { status, missing, printed, grants } = await preflighted([]);
      if (/^absent/m.test(printed)) {
        expect([status, missing]).toEqual([0, []]);
        return;
      }
      expect(missing).toEqual([expect.stringMatching(new RegExp(`^denied +eu-west-2 +obs-eu-dev-cluster +(list|get) ${resource}`))]);
      expect(status).toBe(3);
      const yaml = grants.slice(grants.indexOf('apiVersion'));
      expect((loadAll(yaml) as { kind: string }[]).map(({ kind }) => kind)).toEqual(['ClusterRole', 'ClusterRoleBinding']);
      access.push(...accessFrom(yaml));
      expect((await preflighted([])).status).toBe(0);
    },
  );
});

describe('an AWS action', () => {
  test.each([
    ['elasticloadbalancing', 'DescribeTags'],
    ['elasticloadbalancing', 'DescribeListeners'],
    ['eks', 'ListClusters'],
    ['eks', 'DescribeCluster'],
    ['ec2', 'DescribeSubnets'],
  ])('%s:%s that is denied is one line, and one complete policy', async (service, action) => {
    const fault = { on: { service, action }, effect: accessDenied(`${service}:${action}`) };
    const { status, missing, grants } = await call([], { faults: [fault] });
    expect(missing).toEqual([expect.stringMatching(new RegExp(`^denied +eu-west-2 +${service}:${action}: `))]);
    expect(status).toBe(3);
    const policy = JSON.parse(grants.slice(grants.indexOf('{'), grants.lastIndexOf('}') + 1)) as unknown;
    expect(policy).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'NlbDoctorRead', Effect: 'Allow', Action: [`${service}:${action}`], Resource: '*' }],
    });
  });

  test('that fails for another reason than a denial is unknown, and gets no grant', async () => {
    const fault = { on: { service: 'ec2', action: 'DescribeSubnets' }, effect: serverError() };
    const { status, missing, grants } = await call([], { faults: [fault] });
    expect(missing).toEqual([expect.stringMatching(/^unknown +eu-west-2 +ec2:DescribeSubnets: /)]);
    expect(status).toBe(3);
    expect(grants).toBe('What is unknown was not denied, so no grant is printed.\n');
  });

  test('is asked for beside the others where regions are to be found, and only there', async () => {
    const fault = { on: { service: 'ec2', action: 'DescribeRegions' }, effect: accessDenied('ec2:DescribeRegions') };
    const { missing, grants, status } = await call(['--all-regions'], { faults: [fault] });
    expect(missing).toEqual([expect.stringMatching(/^denied +eu-west-2 +ec2:DescribeRegions: /)]);
    expect([status, grants.includes('"ec2:DescribeRegions"')]).toEqual([3, true]);
    expect((await call([], { faults: [fault] })).status).toBe(0);
    expect((await call(['--all-regions'])).status).toBe(0);
  });
});

test('credentials that are refused everywhere are one line, and no grant', async () => {
  const fault = { on: { region: 'eu-west-2' }, effect: expiredCredentials };
  const { status, missing, printed } = await call([], { faults: [fault] });
  expect(missing).toEqual([expect.stringMatching(/^unknown +eu-west-2 +any AWS call: the AWS credentials have expired .*; log in again/)]);
  expect(status).toBe(3);
  expect(printed).not.toContain('Statement');
});

test('a cluster that is named and is not there is said, in one region and in several', async () => {
  const one = await call(['--cluster', 'obs-eu-dev-clutser']);
  expect(one.missing).toEqual([expect.stringMatching(/there is no cluster obs-eu-dev-clutser in eu-west-2/)]);
  const two = await call(['--cluster', 'obs-eu-dev-clutser', '--region', 'eu-west-2', '--region', 'eu-west-1']);
  expect(two.rows.filter((row) => row.includes('no region that was asked'))).toHaveLength(1);
  expect([one.status, two.status]).toEqual([3, 3]);
});

test('logs are asked for where they are to be read, with the Role that allows it', async () => {
  const { missing, grants } = await call(['--logs']);
  expect(missing).toEqual([expect.stringMatching(/^denied .* get pods\/log/)]);
  expect((loadAll(grants.slice(grants.indexOf('apiVersion'))) as { kind: string }[]).map(({ kind }) => kind)).toEqual([
    'Role',
    'RoleBinding',
  ]);
  const logs = accessFrom(readFileSync('infra/kubernetes/logs/rbac.yaml', 'utf8'));
  expect((await call(['--logs'], { access: [...manifest, ...logs] })).status).toBe(0);
});

test('a cluster in which nothing is granted gets the manifest of infra/kubernetes/base', async () => {
  const { grants } = await call([], { access: [] });
  const documents = (text: string) => loadAll(text.slice(text.indexOf('apiVersion')));
  expect(documents(grants)).toEqual(documents(readFileSync('infra/kubernetes/base/rbac.yaml', 'utf8')));
});

test('colours only on a terminal, and not with --no-color', async () => {
  expect((await call([], {}, { hasColour: true })).printed).toContain('\u001b[32m');
  expect((await call(['--no-color'], {}, { hasColour: true })).printed).not.toContain('\u001b');
});
