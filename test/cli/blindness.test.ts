/** Blindness is never called health: every way in which nothing can be read, in every format, ends with 3, says so first, and says what to do. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusOf } from '../../cli/output.ts';
import { startLab } from '../../lab/lab.ts';
import { accessDenied, awsError, expiredCredentials, hang, kubernetesUnauthorized } from '../../lab/mishaps.ts';
import type { BlindSpot, Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { slackReport } from '../../lambda/notify/slack/report.ts';
import { statementsOf } from '../../lambda/report/cannotTell.ts';
import { type Format, formats, render } from '../../lambda/report/report.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { eventually, patienceMs, patient } from '../patience.ts';
import { everyElement, parseXml } from '../report/xml.ts';
import { callOf, type Ended, keys, start } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-blind-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const region = 'eu-west-1';
const healthy = 'scenarios/plain-service-local-policy';
const broken = 'scenarios/seed-incident';

type Options = Omit<Parameters<typeof startLab>[0], 'snapshot'>;

/** Runs a check against the lab. */
async function inLab(snapshot: Snapshot | string, options: Options, args: readonly string[]): Promise<Ended> {
  const lab = await startLab({ snapshot, ...options });
  try {
    return await callOf(args, lab.environment);
  } finally {
    await lab.stop();
  }
}

/** A port of loopback at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { readonly port: number };
  await new Promise((done) => server.close(done));
  return port;
}

const deadEndpoint = async () => ({ ...keys, AWS_ENDPOINT_URL: `http://127.0.0.1:${await closedPort()}` });
const check = (...args: readonly string[]) => ['check', '--output', 'json', '--region', region, ...args];

interface Situation {
  readonly is: string;
  readonly run: () => Promise<Ended>;
  readonly spots: readonly Partial<BlindSpot>[];
  readonly because: RegExp;
  readonly remedy: RegExp;
}

const regionBlind = { subject: 'region', name: region, region, extent: 'nothing-read' } as const;

const situations: readonly Situation[] = [
  {
    is: 'no credentials',
    run: () => callOf(check()),
    spots: [{ ...regionBlind, code: 'CredentialsProviderError' }],
    because: /^no AWS credentials were found$/,
    remedy: /aws sso login.*AWS_PROFILE/,
  },
  {
    is: 'refused credentials',
    run: () =>
      inLab(healthy, { faults: [{ on: {}, effect: awsError('InvalidClientTokenId', 'The security token is invalid.', 403) }] }, check()),
    spots: [{ ...regionBlind, code: 'InvalidClientTokenId' }],
    because: /^AWS refused the credentials/,
    remedy: /log in again/,
  },
  {
    is: 'expired credentials',
    run: () => inLab(healthy, { faults: [{ on: {}, effect: expiredCredentials }] }, check()),
    spots: [regionBlind],
    because: /^the AWS credentials have expired/,
    remedy: /log in again/,
  },
  {
    is: 'a denied list',
    run: () =>
      inLab(
        healthy,
        { faults: [{ on: { action: 'DescribeLoadBalancers' }, effect: accessDenied('elasticloadbalancing:DescribeLoadBalancers') }] },
        check(),
      ),
    spots: [regionBlind],
    because: /^elasticloadbalancing:DescribeLoadBalancers was denied in eu-west-1/,
    remedy: /^allow the action elasticloadbalancing:DescribeLoadBalancers to this role$/,
  },
  {
    is: 'denied health of targets',
    run: () =>
      inLab(
        healthy,
        { faults: [{ on: { action: 'DescribeTargetHealth' }, effect: accessDenied('elasticloadbalancing:DescribeTargetHealth') }] },
        check(),
      ),
    spots: [{ extent: 'partly-read' }],
    because: /elasticloadbalancing:DescribeTargetHealth was denied/,
    remedy: /^allow the action elasticloadbalancing:DescribeTargetHealth to this role$/,
  },
  {
    is: 'a refused connection',
    run: async () => callOf(check(), await deadEndpoint()),
    spots: [{ ...regionBlind, code: 'ECONNREFUSED' }],
    because: /^the AWS endpoint 127\.0\.0\.1:\d+ cannot be reached: it refused the connection$/,
    remedy: /is the address right/,
  },
  {
    is: 'a name that does not resolve',
    run: () => callOf(check(), { ...keys, AWS_ENDPOINT_URL: 'http://aws.invalid' }),
    spots: [regionBlind],
    because: /^the AWS endpoint aws\.invalid cannot be reached: its name does not resolve/,
    remedy: /network/,
  },
  {
    is: 'an endpoint that hangs',
    run: () => inLab(healthy, { faults: [{ on: {}, effect: hang }] }, check('--timeout', '2')),
    spots: [{ ...regionBlind, code: 'BudgetEnded' }],
    because: /did not answer in time/,
    remedy: /--timeout/,
  },
  {
    is: 'a load balancer that does not exist',
    run: () => inLab(healthy, {}, check('--load-balancer', 'typo')),
    spots: [{ subject: 'load-balancer', name: 'typo', region: null }],
    because: /^there is no load balancer typo in eu-west-1$/,
    remedy: /^there are k8s-.*check the name and the region/,
  },
  {
    is: 'a cluster that does not exist',
    run: () => inLab(healthy, {}, check('--cluster', 'typo')),
    spots: [{ subject: 'cluster', name: 'typo', code: 'NotFound' }],
    because: /^there is no EKS cluster typo in eu-west-1$/,
    remedy: /check the name and the region/,
  },
  {
    is: 'one of two regions refused',
    run: () => inLab(healthy, { faults: [{ on: { region: 'eu-west-3' }, effect: expiredCredentials }] }, check('--region', 'eu-west-3')),
    spots: [{ subject: 'region', name: 'eu-west-3' }],
    because: /expired/,
    remedy: /log in again/,
  },
  {
    is: 'a cluster that is needed and refuses, although findings stand beside it',
    run: () =>
      inLab(broken, { faults: [{ on: { service: 'kubernetes' }, effect: kubernetesUnauthorized }] }, [
        'check',
        '--output',
        'json',
        '--region',
        'eu-west-2',
        '--expect-scheme',
        'internet-facing',
      ]),
    spots: [{ subject: 'cluster', name: 'obs-eu-dev-cluster', region: 'eu-west-2', code: '401' }],
    because: /^Unauthorized: the cluster does not know this role/,
    remedy: /^aws eks create-access-entry /,
  },
  {
    is: 'a cluster in which nothing is allowed',
    run: () => inLab(broken, { access: [] }, ['check', '--output', 'json', '--region', 'eu-west-2']),
    spots: [{ subject: 'cluster', name: 'obs-eu-dev-cluster', code: '403' }],
    because: /^Forbidden: may not list/,
    remedy: /grant verbs/,
  },
  {
    is: 'the replay of a capture in which nothing was read',
    run: async () => {
      const captured = join(folder, 'captured');
      const { status, told } = await callOf(['capture', captured, '--region', region], await deadEndpoint());
      expect(told).toMatch(/^CANNOT TELL: eu-west-1 could not be read/m);
      expect(status).toBe(3);
      return callOf(['replay', captured, '--output', 'json']);
    },
    spots: [{ ...regionBlind, code: 'ECONNREFUSED' }],
    because: /it refused the connection$/,
    remedy: /is the address right/,
  },
];

/** Names that machines give to failures, and that say nothing to a person. HTTP statuses, and names of AWS actions, are none. */
const rawCode =
  /\b(E(CONN\w+|NOTFOUND|AI_AGAIN|NOENT|PIPE|HOSTUNREACH|NETUNREACH|TIMEDOUT|ACCES)|BudgetEnded|Interrupted|\w+ProviderError|\w*TokenId|ExpiredToken\w*|AccessDenied\w*|ZodError|SyntaxError|TypeError|\w*NotFound\w*|undefined)\b/;

const options = { colour: false, verbose: true, columns: 200 };

/** All at once: most of their time is the start of a process. */
const endings = new Map<string, Ended>();
beforeAll(async () => {
  await Promise.all(situations.map(async ({ is, run }) => void endings.set(is, await run())));
}, patienceMs);

describe.each(situations.map((situation) => [situation.is, situation] as const))('%s', (is, { spots, because, remedy }) => {
  let ended: Ended;
  let diagnosis: Diagnosis;
  beforeAll(() => {
    ended = endings.get(is) as Ended;
    if (ended.printed === '') throw new Error(`nothing was printed: ${ended.told}`);
    diagnosis = JSON.parse(ended.printed) as Diagnosis;
  });

  test('ends with 3, whatever --fail-on says', () => {
    expect(ended.status).toBe(3);
    expect((['critical', 'warning', 'info', 'never'] as const).map((failOn) => statusOf(diagnosis, failOn))).toEqual([3, 3, 3, 3]);
  });

  test('is data: subject, reason and remedy', () => {
    expect(diagnosis.cannotTell).toMatchObject(spots);
    for (const spot of diagnosis.cannotTell) {
      expect(spot.because).toMatch(because);
      expect(spot.remedy).toMatch(remedy);
    }
  });

  test.each(formats.filter((format) => format !== 'json').map((format) => [format]))('as %s', (format) => {
    const printed = render(format, diagnosis, options);
    expect(printed).not.toContain('No network load balancer was found');
    // The rules of SARIF are documentation: they may name what an API returns.
    expect(format === 'sarif' ? JSON.stringify(JSON.parse(printed).runs[0].invocations) : printed).not.toMatch(rawCode);
    says[format](printed, statementsOf(diagnosis)[0]?.headline ?? '');
  });

  test('as messages for Slack', () => {
    const [first] = slackReport(diagnosis);
    expect(first?.text).toMatch(/^CANNOT TELL: /);
    expect(JSON.stringify(first?.blocks)).toContain('CANNOT TELL');
    expect(JSON.stringify(slackReport(diagnosis))).not.toMatch(rawCode);
  });
});

/** How each format says it. */
const says: Readonly<Record<Exclude<Format, 'json'>, (printed: string, headline: string) => void>> = {
  text: (printed, headline) => expect(printed.replace(/\s+/g, ' ').startsWith(headline)).toBe(true),
  markdown: (printed) => expect(printed).toMatch(/^\*\*CANNOT TELL: /),
  html: (printed) => expect(printed).toMatch(/<body>\n<p class="blind"><strong>CANNOT TELL: /),
  junit: (printed, headline) => {
    const root = parseXml(printed.trim());
    const errors = everyElement(root).filter(({ name }) => name === 'error');
    expect(errors[0]?.attributes).toEqual({ type: 'cannot-tell', message: headline });
    expect(root.attributes.errors).toBe(String(errors.length));
  },
  sarif: (printed, headline) => {
    const [invocation] = JSON.parse(printed).runs[0].invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.toolExecutionNotifications[0]).toMatchObject({
      level: 'error',
      message: { text: expect.stringContaining(headline) },
    });
  },
};

describe('a check that is stopped', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'by %s in the middle ends with %i, and says what had been read by then',
    async (signal, expected) => {
      const faults = [{ on: { region: 'eu-west-3' }, effect: hang }];
      const lab = await startLab({ snapshot: healthy, faults });
      const { environment, calls } = lab;
      const { child, ended } = start(['check', '--region', region, '--region', 'eu-west-3', '--timeout', '600'], environment);
      const inRegion = (name: string) => calls.filter((call) => call.kind === 'aws' && call.region === name);
      // Beyond the health of its targets a region needs its cluster: then its load balancers have been read.
      await eventually(
        'the first region to be read',
        () => calls.some(({ kind }) => kind === 'kubernetes') && inRegion('eu-west-3').length > 0,
      );
      child.kill(signal);
      const { status, printed, told } = await ended;
      await lab.stop();
      expect(status).toBe(expected);
      expect(printed.replace(/\s+/g, ' ')).toMatch(/^CANNOT TELL: eu-west-3 could not be read: it was interrupted before an answer came /);
      expect(printed).not.toContain('eu-west-1 could not be read');
      expect(printed).toMatch(/in\s+eu-west-1\./);
      expect(told).toMatch(/^interrupted: /m);
    },
    patienceMs,
  );
});

describe('a watch', () => {
  test(
    'of a dead endpoint ends with 3 where it looks once, and says why',
    async () => {
      const args = ['watch', '--once', '--every', `${patient(10)}s`, '--state', join(folder, 'dead'), '--region', region];
      const { status, told } = await callOf(args, await deadEndpoint());
      expect(told).toMatch(/^CANNOT TELL: eu-west-1 could not be read: the AWS endpoint /m);
      expect(status).toBe(3);
    },
    patienceMs,
  );

  test(
    'goes on after a look that saw nothing, and ends with 130 when stopped',
    async () => {
      const environment = await deadEndpoint();
      const { child, ended } = start(['watch', '--every', '10s', '--state', join(folder, 'on'), '--region', region], environment);
      let told = '';
      child.stderr?.on('data', (chunk) => {
        told += chunk;
      });
      await eventually('two looks', () => (told.match(/CANNOT TELL/g) ?? []).length >= 2);
      child.kill('SIGINT');
      expect((await ended).status).toBe(130);
    },
    patienceMs,
  );
});

describe('what is read in full is not blindness', () => {
  test.each([
    ['a healthy world', healthy, 0],
    ['the seed incident', broken, 0],
  ])(
    '%s ends with %i under --fail-on never',
    async (_, snapshot, expected) => {
      const own = snapshot === healthy ? region : 'eu-west-2';
      const { status, printed } = await inLab(snapshot, {}, ['check', '--region', own, '--fail-on', 'never', '--output', 'json']);
      expect(JSON.parse(printed).cannotTell).toEqual([]);
      expect(status).toBe(expected);
    },
    patienceMs,
  );

  test(
    'a region without load balancers is read, and says so',
    async () => {
      const snapshot = readSnapshot(healthy);
      const regions = snapshot.regions.map((one) => ({ ...one, loadBalancers: [], targetGroups: [] }));
      const { status, printed } = await inLab({ ...snapshot, regions }, {}, ['check', '--region', region]);
      expect(printed).toContain('No network load balancer was found');
      expect(status).toBe(0);
    },
    patienceMs,
  );

  test(
    'a cluster that nobody needs, and that cannot be read',
    async () => {
      const faults = [{ on: { service: 'kubernetes' }, effect: kubernetesUnauthorized }];
      const { status, printed } = await inLab('scenarios/seed-incident-repaired', { faults }, [
        'check',
        '--output',
        'json',
        '--region',
        'eu-west-2',
      ]);
      expect(JSON.parse(printed).cannotTell).toEqual([]);
      expect(status).toBe(0);
    },
    patienceMs,
  );
});
