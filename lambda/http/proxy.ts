/**
 * Which forward proxy a request takes, by the variables that curl, kubectl and the AWS CLI know: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in lower case too.
 * Of the libraries that read them none knows address ranges in NO_PROXY, which kubectl does (golang.org/x/net/http/httpproxy).
 */

import { BlockList, isIP } from 'node:net';

export interface ForwardProxy {
  /** With the credentials, if it has some: never for a person to see. */
  readonly address: URL;
  /** What named it, such as `HTTPS_PROXY`. */
  readonly source: string;
}

/** A sentence about a proxy that cannot be used, without its credentials. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly code = 'ProxyFailed';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether any variable names a proxy: where none does, nothing of this is loaded. */
export const namesProxy = (environment: Environment): boolean =>
  ['https:', 'http:'].some((protocol) => settingFor(protocol, environment) !== undefined);

/** @throws ProxyError for a value that is no proxy's address */
export function proxyFor(url: URL, environment: Environment): ForwardProxy | undefined {
  const setting = settingFor(url.protocol, environment);
  if (setting === undefined || isExempt(url, environment.no_proxy ?? environment.NO_PROXY ?? '')) return undefined;
  return parseProxy(setting.value, setting.name);
}

function settingFor(protocol: string, environment: Environment): { readonly name: string; readonly value: string } | undefined {
  const lower = `${protocol.replace(':', '')}_proxy`;
  const name = [lower, lower.toUpperCase()].find((one) => environment[one] !== undefined && environment[one] !== '');
  return name === undefined ? undefined : { name, value: environment[name] ?? '' };
}

/** Without a scheme, `http` is meant. @throws ProxyError */
export function parseProxy(value: string, source: string): ForwardProxy {
  const text = value.includes('://') ? value : `http://${value}`;
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined || address.hostname === '')
    throw new ProxyError(`${source} holds no address of a proxy; one looks like http://proxy.example.com:3128`);
  if (address.protocol !== 'http:' && address.protocol !== 'https:')
    throw new ProxyError(`${source} names a ${address.protocol.replace(':', '')} proxy; only http and https proxies can be used`);
  if (!isEncoded(address.username) || !isEncoded(address.password))
    throw new ProxyError(`the user or the password in ${source} is not percent-encoded: write % as %25`);
  return { address, source };
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Hosts that no proxy can reach for us: this machine, and what is bound to its link, such as the instance metadata (169.254.169.254, fd00:ec2::254). */
const local = new BlockList();
local.addSubnet('127.0.0.0', 8, 'ipv4');
local.addAddress('::1', 'ipv6');
local.addSubnet('169.254.0.0', 16, 'ipv4');
local.addSubnet('fe80::', 10, 'ipv6');
local.addAddress('fd00:ec2::254', 'ipv6');

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function isExempt(url: URL, noProxy: string): boolean {
  const host = bare(url.hostname.toLowerCase());
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  if (isIP(host) !== 0 && local.check(host, familyOf(host))) return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const entries = noProxy.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry !== '' && covers(entry, host, port));
}

/** Square brackets of an IPv6 address taken off. */
const bare = (host: string) => host.replace(/^\[|\]$/g, '');

/** `*`, `10.0.0.0/8`, `10.1.2.3`, `example.com` (and what is below it), `.example.com`, `*.example.com`; each may end in `:port`. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return coversRange(entry, host);
  const [, name = entry, onlyPort] = isIP(entry) === 0 ? (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []) : [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const domain = bare(name).replace(/^\*?\./, '');
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

function coversRange(entry: string, host: string): boolean {
  const [network = '', length = ''] = entry.split('/');
  const family = isIP(network);
  if (family === 0 || family !== isIP(host) || !/^\d{1,3}$/.test(length) || Number(length) > (family === 4 ? 32 : 128)) return false;
  const range = new BlockList();
  range.addSubnet(network, Number(length), familyOf(network));
  return range.check(host, familyOf(host));
}
