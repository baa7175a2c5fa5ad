/** The token of EKS, part by part as the server takes it apart, and when a new one is made. */

import { describe, expect, test } from '@jest/globals';
import { createTokenSource, mintToken, stsHost } from '../../lambda/collect/kubernetes/token.ts';

const at = new Date('2026-03-01T12:00:00Z');
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret', sessionToken: 'session/token+=' };

const parse = (token: string) => new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString());

describe('a token', () => {
  test('is a presigned GetCallerIdentity of the region, with the cluster signed, and nothing else', async () => {
    const token = await mintToken({ region: 'eu-west-2', cluster: 'one', credentials, at });
    const url = parse(token);
    expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
    expect(url.host + url.pathname).toBe('sts.eu-west-2.amazonaws.com/');
    expect([...url.searchParams.keys()].map((key) => key.toLowerCase()).toSorted()).toEqual([
      'action',
      'version',
      'x-amz-algorithm',
      'x-amz-credential',
      'x-amz-date',
      'x-amz-expires',
      'x-amz-security-token',
      'x-amz-signature',
      'x-amz-signedheaders',
    ]);
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host;x-k8s-aws-id');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('60');
    expect(url.searchParams.get('X-Amz-Date')).toBe('20260301T120000Z');
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe(credentials.sessionToken);
  });

  test('stays under 4,096 characters with a long session token', async () => {
    const token = await mintToken({
      region: 'eu-west-2',
      cluster: 'one',
      credentials: { ...credentials, sessionToken: 'x'.repeat(1500) },
      at,
    });
    expect(token.length).toBeLessThan(4096);
  });

  test('signs the name of the cluster', async () => {
    const [one, two] = await Promise.all(['one', 'two'].map((cluster) => mintToken({ region: 'eu-west-2', cluster, credentials, at })));
    expect(one).not.toBe(two);
  });
});

test.each([
  ['eu-west-2', 'sts.eu-west-2.amazonaws.com'],
  ['us-gov-west-1', 'sts.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'sts.cn-north-1.amazonaws.com.cn'],
])('in %s it is signed for %s', (region, host) => {
  expect(stsHost(region)).toBe(host);
});

describe('a token source', () => {
  test('keeps a token for ten minutes, and makes a new one when told', async () => {
    let now = 0;
    let made = 0;
    const source = createTokenSource(
      async () => `token ${++made}`,
      () => now,
    );
    expect([await source.token(), await source.token()]).toEqual(['token 1', 'token 1']);
    now = 10 * 60_000 + 1;
    expect(await source.token()).toBe('token 2');
    source.renew();
    expect(await source.token()).toBe('token 3');
    source.renew();
    expect(await source.token()).toBe('token 3');
  });
});
