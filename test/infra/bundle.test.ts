/** The bundle that is deployed: how large, without what must not come back, and at work under the Lambda Runtime API. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { functionBuild } from '../../infra/bundle/options.ts';
import { type Account, openAccount } from '../../infra/smoke/account.ts';
import { type Runtime, startRuntime } from '../../infra/smoke/runtimeApi.ts';
import { type Synthesised, synthesise } from '../../infra/smoke/synthesised.ts';

const topic = 'arn:aws:sns:eu-west-2:111122223333:alerts';
const secretArn = 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:slack-AbCdEf';
const canary = 'https://hooks.slack.com.evil.example/services/T0/B0/canaryCanary';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-bundle-'));
let monitor: Synthesised;
let account: Account;
let runtime: Runtime;
beforeAll(async () => {
  const silent = process.stderr.write;
  process.stderr.write = (() => true) as typeof process.stderr.write;
  monitor = synthesise(folder);
  process.stderr.write = silent;
  account = await openAccount(
    { snapshot: 'scenarios/seed-incident', secrets: { slack: canary } },
    { regions: ['eu-west-2'], alertTopicArn: topic, slack: { secretArn } },
  );
  runtime = await startRuntime({ ...monitor, environment: account.environment });
  await runtime.ready;
}, 60_000);
afterAll(async () => {
  await runtime?.stop();
  await account?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the bundle', () => {
  test('is the function, the EC2 client beside it, and nothing else', () => {
    expect(readdirSync(monitor.folder).toSorted()).toEqual(['ec2.cjs', 'index.js', 'package.json']);
    expect(statSync(join(monitor.folder, 'index.js')).size).toBeLessThan(2_200_000);
    expect(statSync(join(monitor.folder, 'ec2.cjs')).size).toBeLessThan(1_600_000);
  });

  /** What @kubernetes/client-node depends on for kubeconfigs, exec plugins and websockets. */
  const clientNodeExtras = ['undici', 'openid-client', 'tar-fs', 'isomorphic-ws', 'stream-buffers', 'socks-proxy-agent', 'jsonpath-plus'];

  test('holds neither the Kubernetes client nor its dependencies, nor the EC2 client', async () => {
    const options = { metafile: true, write: false, logLevel: 'silent' } as const;
    const { metafile = { inputs: {} } } = await build({ ...functionBuild('lambda/functions/monitor.ts'), ...options });
    const packages = new Set(Object.keys(metafile.inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
    expect([...clientNodeExtras, '@aws-sdk/client-ec2', '@kubernetes/client-node'].filter((name) => packages.has(name))).toEqual([]);
    expect(packages.has('@aws-sdk/client-elastic-load-balancing-v2')).toBe(true);
  });

  test('has no line that is a screenful when an exception prints it', () => {
    const longest = Math.max(
      ...readFileSync(join(monitor.folder, 'index.js'), 'utf8')
        .split('\n')
        .map((line) => line.length),
    );
    expect(longest).toBeLessThan(20_000);
  });
});

describe('the function', () => {
  const tick = (minute: string) => runtime.invoke({ kind: 'schedule', scheduledTime: `2026-11-01T00:${minute}:00Z` });

  test('turns ticks of the schedule into one alert', async () => {
    expect(JSON.parse((await tick('00')).body)).toMatchObject({ ran: true, sent: 0 });
    expect(JSON.parse((await tick('01')).body)).toMatchObject({ ran: true, open: 1, sent: 1 });
    expect(account.lab.publications).toHaveLength(1);
    const forms = JSON.parse(account.lab.publications[0]?.message ?? '{}') as Record<string, string>;
    expect(JSON.parse(forms.sqs ?? '{}')).toMatchObject({ kind: 'opened', cause: 'cilium/agents-not-restarted', severity: 'critical' });
  });

  test('does nothing for a tick that was delivered before', async () => {
    expect(JSON.parse((await tick('01')).body)).toEqual({ ran: false, because: 'done' });
  });

  test('looks at once when an alarm changes, or somebody asks', async () => {
    const alarm = await runtime.invoke({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      time: '2026-11-01T00:01:30Z',
    });
    expect(JSON.parse(alarm.body)).toMatchObject({ ran: true });
    expect(JSON.parse((await runtime.invoke({})).body)).toMatchObject({ ran: true });
  });

  test('writes metrics and one JSON line a record, without the secret it could not use', () => {
    const lines = runtime
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.some((line) => line.RunCompleted === 1 && Object.hasOwn(line, '_aws'))).toBe(true);
    expect(lines.some((line) => line.LoadBalancer === 'k8s-gateway-ciliumga-e070c533ae' && line.ExpectedTargets === 10)).toBe(true);
    expect(lines.some((line) => line.message === 'A message was not delivered.' && line.sink === 'slack')).toBe(true);
    expect(runtime.output()).not.toContain('canary');
    expect(JSON.stringify(account.lab.publications)).not.toContain('canary');
  });

  test('a failed run is a failed invocation, told in a sentence', async () => {
    const broken = await startRuntime({ ...monitor, environment: { ...account.environment, NLB_DOCTOR_SETTINGS: '{"regions": []}' } });
    const { outcome, body } = await broken.invoke({});
    expect(outcome).toBe('error');
    expect(JSON.parse(body)).toMatchObject({ errorMessage: expect.stringMatching(/^NLB_DOCTOR_SETTINGS: regions: /) });
    expect(broken.output()).toContain('"RunFailed":1');
    await broken.stop();
  });
});
