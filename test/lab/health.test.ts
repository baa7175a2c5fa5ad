/** Health that is real: an incident happens on the nodes, a repair heals it, and thresholds decide when. */

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { covers } from '../../lab/health/probe.ts';
import { readListeners } from '../../lab/health/scenario.ts';
import { afterCheck, atFirst } from '../../lab/health/thresholds.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { eventually } from '../patience.ts';
import { clientsOf } from './clients.ts';

const snapshot = readSnapshot('scenarios/seed-incident');
const [region] = snapshot.regions;
const [group] = region?.targetGroups ?? [];
const port = group?.Port ?? 0;
const ids = region?.targetHealth.get(group?.TargetGroupName ?? '')?.items.map(({ Target }) => Target.Id) ?? [];

let lab: Lab | undefined;
afterEach(() => lab?.stop());

async function states(running: Lab): Promise<readonly (string | undefined)[]> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn: group?.TargetGroupArn });
  const { TargetHealthDescriptions } = await clientsOf(running).elb.send(command);
  return (TargetHealthDescriptions ?? []).map(({ TargetHealth }) => TargetHealth?.State);
}

async function become(running: Lab, wanted: readonly string[]): Promise<void> {
  await eventually(`targets that are ${wanted.join(', ')}`, async () => JSON.stringify(await states(running)) === JSON.stringify(wanted));
}
const all = (state: string) => ids.map(() => state);

describe('a target group', () => {
  test('is unhealthy while nothing listens, is healed by a repair, and fails again on one node', async () => {
    lab = await startLab({ snapshot, realHealth: { listeners: [], scale: 2 } });
    expect(await states(lab)).toEqual(all('unhealthy'));
    await lab.health?.listen([{ port }]);
    await become(lab, all('healthy'));
    await lab.health?.listen([{ port, except: ids.slice(0, 1) }]);
    await become(lab, ['unhealthy', ...all('healthy').slice(1)]);
    expect(ids).toHaveLength(5);
  });

  test('that is checked over HTTP looks at the status', async () => {
    const http = { HealthCheckProtocol: 'HTTP', HealthCheckPath: '/healthz', Matcher: { HttpCode: '200-399' } };
    const regions = snapshot.regions.map((one) => ({ ...one, targetGroups: one.targetGroups.map((each) => ({ ...each, ...http })) }));
    const listeners = [
      { port, protocol: 'http' as const, except: ids.slice(0, 2) },
      { port, protocol: 'http' as const, nodes: ids.slice(0, 1), status: 503 },
    ];
    lab = await startLab({ snapshot: { ...snapshot, regions }, realHealth: { listeners, scale: 2 } });
    expect(await states(lab)).toEqual(['unhealthy', 'unhealthy', 'healthy', 'healthy', 'healthy']);
  });
});

test('thresholds: so many in a row, and one of the other kind begins anew', () => {
  const thresholds = { healthy: 3, unhealthy: 2 };
  const run = (checks: string) => [...checks].reduce((progress, check) => afterCheck(progress, check === '+', thresholds), atFirst).state;
  expect(['+', '-', '+-', '+--', '+-+-', '-++', '-+++', '-++-++'].map(run)).toEqual([
    'healthy',
    'unhealthy',
    'healthy',
    'unhealthy',
    'healthy',
    'unhealthy',
    'healthy',
    'unhealthy',
  ]);
});

test('codes that a matcher takes', () => {
  expect([covers('200', 200), covers('200-399', 302), covers('200,204', 204), covers('200-299', 503)]).toEqual([true, true, true, false]);
});

describe('lab.yaml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-lab-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('names the listeners', () => {
    expect(readListeners(folder)).toBeUndefined();
    writeFileSync(join(folder, 'lab.yaml'), 'listeners:\n- port: 30866\n  except: [i-1]\n- port: 31163\n  protocol: http\n  status: 503\n');
    expect(readListeners(folder)).toEqual([
      { port: 30866, except: ['i-1'] },
      { port: 31163, protocol: 'http', status: 503 },
    ]);
  });

  test('makes the health of its scenario real', async () => {
    cpSync('scenarios/seed-incident', folder, { recursive: true });
    writeFileSync(join(folder, 'lab.yaml'), `listeners:\n- port: ${port}\n  nodes: [${ids[0]}]\n`);
    lab = await startLab({ snapshot: folder });
    expect(await states(lab)).toEqual(['healthy', ...all('unhealthy').slice(1)]);
  });

  test('is refused with a sentence where it is wrong', () => {
    writeFileSync(join(folder, 'lab.yaml'), 'listeners:\n- port: many\n');
    expect(() => readListeners(folder)).toThrow(/lab\.yaml: listeners\.0\.port/);
  });
});
