/** No code reaches a person: whatever the system, the network, AWS, Kubernetes or a schema says by a code, there is a sentence for it, and a remedy. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { run } from '../../cli/run.ts';
import { sentenceOf } from '../../cli/sentence.ts';
import { awsGap } from '../../lambda/collect/aws/gaps.ts';
import { WrongShape } from '../../lambda/collect/aws/shape.ts';
import { BudgetEnded } from '../../lambda/collect/io/budget.ts';
import { clusterGap } from '../../lambda/collect/kubernetes/gaps.ts';
import { loadKubeconfig } from '../../lambda/collect/kubernetes/kubeconfig.ts';
import { Refused } from '../../lambda/collect/kubernetes/refused.ts';
import { fileStore } from '../../lambda/incidents/store/file.ts';
import { readSettings } from '../../lambda/settings.ts';
import { gapSentence } from '../../lambda/snapshot/gaps.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { writeSnapshot } from '../../lambda/snapshot/write.ts';
import { awsWords } from '../../lambda/text/awsErrors.ts';
import { recorded } from '../cli/console.ts';

/** Names of errors, codes of errno and OpenSSL, names of functions of C, and regular expressions. */
const raw =
  /\b(E[A-Z]{3,}\d?|[A-Z]+_[A-Z_]+|\w*(Exception|Error|NotFound)|Throttling|ExpiredToken|InvalidClientTokenId|BudgetEnded|Interrupted|WrongShape|Unknown|mkdir|scandir|spawn|getaddrinfo|undefined|NaN)\b|\/\^|\$\//;
const words = /\b(EKS|HTTPS_PROXY|NO_PROXY|AWS_\w+|NODE_EXTRA_CA_CERTS|CONFIG_MAP|API_AND_CONFIG_MAP)\b/g;
const readable = (text: string) => text.replace(words, '');

const failure = (code: string, message: string, more: object = {}) => Object.assign(new Error(message), { code, ...more });
const named = (name: string, message: string, more: object = {}) => Object.assign(new Error(message), { name, ...more });
const operation = 'elasticloadbalancing:DescribeLoadBalancers';

describe('a call to AWS', () => {
  test.each<readonly [unknown, RegExp, RegExp]>([
    [new BudgetEnded('x'), /DescribeLoadBalancers did not answer in time/, /--timeout/],
    [new BudgetEnded('it was interrupted before an answer came', true), /it was interrupted/, /run it again/],
    [
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      /^no AWS credentials were found$/,
      /aws sso login/,
    ],
    [
      named('TokenProviderError', 'The session of profile x has expired'),
      /could be loaded \(The session of profile x has expired\)/,
      /log in/,
    ],
    [named('ExpiredToken', 'The token is expired'), /^the AWS credentials have expired \(The token is expired\)$/, /log in again/],
    [named('InvalidClientTokenId', 'The token is invalid'), /^AWS refused the credentials/, /log in again/],
    [named('AccessDenied', 'User x is not authorized'), /was denied in eu-west-1 \(User x is not authorized\)/, /^allow the action/],
    [named('Throttling', 'Rate exceeded'), /was throttled/, /later/],
    [named('OptInRequired', 'You are not subscribed'), /^eu-west-1 is not enabled in this account$/, /enable the region/],
    [
      failure('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9', { address: '127.0.0.1', port: 9 }),
      /127\.0\.0\.1:9 cannot be reached: it refused/,
      /address/,
    ],
    [
      failure('ENOTFOUND', 'getaddrinfo ENOTFOUND a.example', { hostname: 'a.example' }),
      /a\.example cannot be reached: its name does not resolve/,
      /spelled/,
    ],
    [
      failure('EAI_AGAIN', 'getaddrinfo EAI_AGAIN a.example', { hostname: 'a.example' }),
      /does not resolve: the DNS server gave no answer/,
      /network/,
    ],
    [failure('ECONNRESET', 'read ECONNRESET'), /closed before the answer was complete/, /network/],
    [failure('EPIPE', 'write EPIPE'), /closed before the request was complete/, /network/],
    [failure('ETIMEDOUT', 'connect ETIMEDOUT'), /no connection came about in time/, /network/],
    [named('TimeoutError', 'Connection timed out after 3000 ms'), /in time/, /network/],
    [failure('EHOSTUNREACH', 'connect EHOSTUNREACH'), /no route/, /network/],
    [failure('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate'), /CA that is not trusted here/, /NODE_EXTRA_CA_CERTS/],
    [failure('CERT_HAS_EXPIRED', 'certificate has expired'), /no TLS connection/, /CA/],
    [
      new AggregateError([failure('ECONNREFUSED', 'connect ECONNREFUSED ::1:9', { address: '::1', port: 9 })], ''),
      /it refused the connection/,
      /address/,
    ],
    [named('Unknown', 'UnknownError', { $metadata: { httpStatusCode: 503 } }), /what answered with HTTP 503 is not AWS/, /in place of AWS/],
    [
      named('SyntaxError', 'Unexpected token <\n  Deserialization error: to see the raw response'),
      /is not AWS, or its answer was cut off/,
      /in place of AWS/,
    ],
    [new WrongShape(`${operation} answered without its list`), /answered without its list/, /in place of AWS/],
  ])('that failed: %s', (cause, error, remedy) => {
    const gap = awsGap(operation, 'eu-west-1', cause);
    expect(gap.error).toMatch(error);
    expect(gap.remedy).toMatch(remedy);
    expect(readable(gapSentence(gap))).not.toMatch(raw);
  });

  test('keeps the code as a field, and says which failures are denials', () => {
    expect(awsGap(operation, 'r', named('AccessDenied', 'no'))).toMatchObject({ code: 'AccessDenied', denied: true });
    expect(awsGap(operation, 'r', named('ExpiredToken', 'no')).denied).toBeUndefined();
  });
});

describe('a cluster', () => {
  const place = { region: 'eu-west-1', name: 'prod', eks: { name: 'prod', resourcesVpcConfig: {} } } as never;
  test.each<readonly [unknown, RegExp, RegExp]>([
    [new BudgetEnded('the time for it was over before an answer came'), /did not answer in time/, /--timeout/],
    [failure('ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.1:443'), /cannot be reached: it refused the connection/, /address/],
    [failure('ENOTFOUND', 'getaddrinfo ENOTFOUND x'), /its name does not resolve/, /network/],
    [failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify'), /TLS: the certificate/, /CA rotated/],
    [new Refused(401, 'Unauthorized', undefined), /the cluster does not know this role/, /create-access-entry/],
    [named('CredentialsProviderError', 'Could not load credentials from any providers'), /no AWS credentials were found/, /log in/],
  ])('that could not be read: %s', (cause, error, remedy) => {
    const gap = clusterGap('kubernetes', place, cause);
    expect(gap.error).toMatch(error);
    expect(gap.remedy).toMatch(remedy);
    expect(readable(gapSentence(gap))).not.toMatch(raw);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-sentences-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'file');
writeFileSync(file, 'text');
const kubeconfig = (text: string) => {
  const path = join(folder, `kubeconfig-${text.length}`);
  writeFileSync(path, text);
  return path;
};
const withPlugin = (command: string, args: readonly string[]) =>
  kubeconfig(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
      clusters: [{ name: 'k', cluster: { server: 'https://127.0.0.1:1' } }],
      users: [{ name: 'u', user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args } } }],
    }),
  );
const snapshot = { format: 1, takenAt: '2026-01-01T00:00:00Z', regions: [], clusters: [], unreadable: [] } as const;
mkdirSync(join(folder, 'broken'));
writeFileSync(join(folder, 'broken/snapshot.yaml'), 'format: 2\ntakenAt: never\n');

describe('on this machine', () => {
  test.each<readonly [string, () => unknown, RegExp]>([
    ['a snapshot that is not there', () => readSnapshot(join(folder, 'nothing')), /it is not there/],
    ['a snapshot that is a file', () => readSnapshot(file), /file/],
    ['a snapshot of another format', () => readSnapshot(join(folder, 'broken')), /format: expected 1, got 2/],
    [
      'a folder that cannot be made',
      () => writeSnapshot(snapshot, join(file, 'below')),
      /cannot be written: a part of this path is a file/,
    ],
    ['a memory that cannot be read', () => fileStore(join(file, 'below')).list('STATE'), /a part of this path is a file.*may this user/],
    ['settings of a wrong form', () => readSettings({ regions: ['nowhere'] }, 'x'), /expected an AWS region, such as eu-west-2/],
    ['a kubeconfig that is not there', () => loadKubeconfig({ path: join(folder, 'nothing') }), /it is not there/],
    ['a kubeconfig that is none', () => loadKubeconfig({ path: kubeconfig('[]') }), /kubeconfig/],
    [
      'a credentials plugin that is not installed',
      () => loadKubeconfig({ path: withPlugin('no-such-plugin', []) }),
      /no-such-plugin that gives them is not installed/,
    ],
    [
      'a credentials plugin that fails in silence',
      () => loadKubeconfig({ path: withPlugin('false', ['', '']) }),
      /failed, and did not say why/,
    ],
    ['a credentials plugin that prints no token', () => loadKubeconfig({ path: withPlugin('echo', ['hello', 'x']) }), /printed no JSON/],
  ])('%s', async (_, attempt, sentence) => {
    const said = sentenceOf(await failureOf(attempt));
    expect(said).toMatch(sentence);
    expect(readable(said.replaceAll(folder, ''))).not.toMatch(raw);
  });

  test.each<readonly [readonly string[], RegExp]>([
    [['watch', '--state', join(file, 'below'), '--region', 'eu-west-1', '--once'], /a part of this path is a file/],
    [['replay', join(folder, 'nothing')], /it is not there/],
    [['check', '--region', 'eu-west-1', '--kubeconfig', join(folder, 'nothing')], /the kubeconfig .* cannot be read: it is not there/],
  ])('the command %j', async (args, sentence) => {
    const console = recorded({});
    await run(args, console);
    expect(console.told()).toMatch(sentence);
    expect(readable(console.told().replaceAll(folder, ''))).not.toMatch(raw);
  });
});

async function failureOf(attempt: () => unknown): Promise<unknown> {
  try {
    await attempt();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

test.each([
  ['AccessDeniedException', 'it was denied'],
  ['ResourceNotFoundException', 'it is not there'],
  ['ProvisionedThroughputExceededException', 'it was throttled'],
  ['ECONNREFUSED', 'it refused the connection'],
  ['NobodyKnows', undefined],
])('the table of incidents that fails with %s', (name, words) => {
  expect(awsWords(named(name, ''))).toBe(words);
});
