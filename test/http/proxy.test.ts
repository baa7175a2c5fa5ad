/** Which requests take which proxy: a table of the variables. */

import { describe, expect, test } from '@jest/globals';
import { parseProxy, proxyFor } from '../../lambda/http/proxy.ts';

const eks = 'https://eks.eu-west-2.amazonaws.com/clusters';
const hrefOf = (url: string, environment: Readonly<Record<string, string>>) => proxyFor(new URL(url), environment)?.address.href;
const one = { HTTPS_PROXY: 'http://proxy:3128' };

describe('the proxy of', () => {
  test.each<readonly [string, string, Readonly<Record<string, string>>, string | undefined]>([
    ['HTTPS_PROXY', eks, one, 'http://proxy:3128/'],
    ['https_proxy, which comes before it', eks, { ...one, https_proxy: 'http://lower:1' }, 'http://lower:1/'],
    ['an empty lower one is none, as in curl', eks, { ...one, https_proxy: '' }, 'http://proxy:3128/'],
    ['HTTP_PROXY is for http only', eks, { HTTP_PROXY: 'http://plain:1' }, undefined],
    ['http_proxy', 'http://169.5.5.5/', { http_proxy: 'plain:1' }, 'http://plain:1/'],
    ['nobody', eks, {}, undefined],
  ])('%s', (_, url, environment, expected) => expect(hrefOf(url, environment)).toBe(expected));
});

describe('NO_PROXY', () => {
  test.each([
    ['*', eks, true],
    ['amazonaws.com', eks, true],
    ['.amazonaws.com', eks, true],
    ['*.amazonaws.com', eks, true],
    ['AmazonAWS.com', eks, true],
    ['zonaws.com', eks, false],
    ['eks.eu-west-2.amazonaws.com:443', eks, true],
    ['eks.eu-west-2.amazonaws.com:8443', eks, false],
    ['a.example, amazonaws.com', eks, true],
    ['a.example amazonaws.com', eks, true],
    ['10.0.0.0/8', 'https://10.1.2.3:6443/', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', false],
    ['10.0.0.0/99', 'https://10.1.2.3/', false],
    ['10.1.2.3', 'https://10.1.2.3/', true],
    ['10.1.2.3:6443', 'https://10.1.2.3:6443/', true],
    ['.2.3', 'https://10.1.2.3/', false],
    ['fd00::/8', 'https://[fd00::1]/', true],
    ['fd00::1', 'https://[fd00::1]:6443/', true],
    ['[fd00::1]:6443', 'https://[fd00::1]:6443/', true],
    ['fd00::/8', 'https://10.1.2.3/', false],
    ['', eks, false],
  ])('%j and %s: exempt %s', (value, url, isExempt) => {
    expect(hrefOf(url, { ...one, NO_PROXY: value }) === undefined).toBe(isExempt);
    expect(hrefOf(url, { ...one, NO_PROXY: 'other', no_proxy: value }) === undefined).toBe(isExempt);
  });

  test.each([
    'https://127.0.0.1:6443/',
    'https://127.9.9.9/',
    'https://localhost/',
    'https://lab.localhost/',
    'https://[::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://169.254.170.2/v2/credentials',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
  ])('is not needed for what no proxy can reach: %s', (url) => expect(hrefOf(url, one)).toBeUndefined());
});

describe('a value that is no proxy is refused with the name of the variable and without the value', () => {
  test.each([
    ['http://', /HTTPS_PROXY holds no address of a proxy/],
    ['http://user:canary@:80', /HTTPS_PROXY holds no address of a proxy/],
    ['socks5://user:canary@proxy:1080', /names a socks5 proxy; only http and https/],
    ['http://user:canary%zz@proxy:3128', /not percent-encoded/],
  ])('%s', (value, sentence) => {
    const parse = () => parseProxy(value, 'HTTPS_PROXY');
    expect(parse).toThrow(sentence);
    expect(parse).not.toThrow(/canary/);
  });
});
