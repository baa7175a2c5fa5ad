/** Tokens of EKS: the lab takes what aws-iam-authenticator takes, and refuses what it refuses. */

import { expect, test } from '@jest/globals';
import { credentials } from '../../lab/environment.ts';
import { refusalOf } from '../../lab/kubernetes/token.ts';
import { mintToken } from '../../lambda/collect/kubernetes/token.ts';

const at = new Date('2026-01-31T12:00:00Z');
const check = { cluster: 'dev', now: at.getTime() };
const mint = (more: object = {}) => mintToken({ region: 'eu-west-2', cluster: 'dev', credentials, at, ...more });
const refusal = (token: string, now = at.getTime()) => refusalOf(`Bearer ${token}`, { ...check, now });

/** The token with its address changed. */
async function edited(edit: (url: URL) => unknown): Promise<string> {
  const url = new URL(Buffer.from((await mint()).slice('k8s-aws-v1.'.length), 'base64url').toString());
  edit(url);
  return `k8s-aws-v1.${Buffer.from(url.href).toString('base64url')}`;
}

test("the collector's own token is taken, for fifteen minutes", async () => {
  const token = await mint();
  expect(await refusal(token)).toBeUndefined();
  expect(await refusal(token, at.getTime() + 14 * 60_000)).toBeUndefined();
  expect(await refusal(token, at.getTime() + 16 * 60_000)).toMatch(/older/);
  expect(await refusal(token, at.getTime() - 6 * 60_000)).toMatch(/future/);
});

test('a token of another cluster, account or key is not', async () => {
  expect(await refusal(await mint({ cluster: 'prod' }))).toMatch(/not that of this cluster/);
  expect(await refusal(await mint({ credentials: { ...credentials, secretAccessKey: 'other' } }))).toMatch(/signature/);
  expect(await refusal(await mint({ credentials: { ...credentials, accessKeyId: 'AKIAOTHER' } }))).toMatch(/access key/);
});

test.each([
  ['another host', (url: URL) => (url.host = 'sts.eu-west-2.amazonaws.com.evil.example'), /host/],
  ['plain http', (url: URL) => (url.protocol = 'http:'), /https/],
  ['a path', (url: URL) => (url.pathname = '/x'), /path/],
  ['a parameter that an SDK adds', (url: URL) => url.searchParams.append('X-Amz-User-Agent', 'aws-sdk'), /x-amz-user-agent/],
  ['a parameter twice', (url: URL) => url.searchParams.append('action', 'GetCallerIdentity'), /twice/],
  ['another action', (url: URL) => url.searchParams.set('Action', 'AssumeRole'), /action/],
  ['no signed cluster header', (url: URL) => url.searchParams.set('X-Amz-SignedHeaders', 'host'), /x-k8s-aws-id/],
  ['too long a life', (url: URL) => url.searchParams.set('X-Amz-Expires', '901'), /900/],
  ['no date', (url: URL) => url.searchParams.set('X-Amz-Date', 'today'), /date/],
])('an address with %s is not', async (_, edit, why) => {
  expect(await refusal(await edited(edit))).toMatch(why);
});

test('what is no token at all is not', async () => {
  expect(await refusalOf(undefined, check)).toMatch(/no bearer/);
  expect(await refusal('eyJhbGciOi')).toMatch(/k8s-aws-v1/);
  expect(await refusal(`k8s-aws-v1.${'a'.repeat(4096)}`)).toMatch(/4096/);
  expect(await refusal(`${await mint()}==`)).toMatch(/padding/);
  expect(await refusal('k8s-aws-v1.bm8')).toMatch(/no address/);
});
