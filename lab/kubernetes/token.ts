/** The webhook behind an EKS API server: takes a bearer token apart as aws-iam-authenticator (pkg/token/token.go) does, and checks it as STS does. */

import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { credentials, operatorCredentials } from '../environment.ts';

export interface TokenCheck {
  readonly cluster: string;
  /** Origin of the lab's own STS: clients that AWS_ENDPOINT_URL leads to the lab put it into their tokens. */
  readonly ownSts?: string | undefined;
  /** Milliseconds since 1970, as the lab believes. */
  readonly now: number;
  /** Whether the keys of the person who repairs things are taken. */
  readonly takesOperator?: boolean | undefined;
}

const prefix = 'k8s-aws-v1.';
const longest = 4096;
const latestAge = 15 * 60_000;
const tolerated = 5 * 60_000;
const allowed = new Set([
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
const host = /^sts(-fips)?(\.[a-z]{2}(-[a-z]+)+-\d)?\.(amazonaws\.com(\.cn)?|c2s\.ic\.gov|sc2s\.sgov\.gov)$/;

/** Why a token is not taken, in a sentence; undefined where it is. */
export async function refusalOf(authorization: string | undefined, check: TokenCheck): Promise<string | undefined> {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  if (token === undefined) return 'no bearer token';
  if (token.length > longest) return `token is longer than ${longest} bytes`;
  if (!token.startsWith(prefix)) return `token does not begin with ${prefix}`;
  const encoded = token.slice(prefix.length);
  if (!/^[\w-]+$/.test(encoded)) return 'token is not base64url without padding';
  const text = Buffer.from(encoded, 'base64url').toString('utf8');
  if (!URL.canParse(text)) return 'token holds no address';
  const url = new URL(text);
  return refusalOfAddress(url, check.ownSts) ?? refusalOfDate(url, check.now) ?? (await refusalOfSignature(url, check));
}

/** The access key that a token is signed with; undefined for what is no token. */
export function accessKeyOf(authorization: string | undefined): string | undefined {
  const encoded = /^Bearer k8s-aws-v1\.([\w-]+)$/.exec(authorization ?? '')?.[1] ?? '';
  const address = Buffer.from(encoded, 'base64url').toString('utf8');
  return URL.canParse(address) ? new URL(address).searchParams.get('X-Amz-Credential')?.split('/')[0] : undefined;
}

function refusalOfAddress(url: URL, ownSts: string | undefined): string | undefined {
  const names = [...url.searchParams.keys()].map((name) => name.toLowerCase());
  if (url.origin !== ownSts && url.protocol !== 'https:') return 'scheme is not https';
  if (url.origin !== ownSts && !host.test(url.host)) return 'host is not one of STS';
  if (url.pathname !== '/') return 'path is not /';
  if (new Set(names).size !== names.length) return 'a query parameter is there twice';
  const foreign = names.find((name) => !allowed.has(name));
  if (foreign !== undefined) return `query parameter ${foreign} is not allowed`;
  if (url.searchParams.get('Action') !== 'GetCallerIdentity') return 'action is not GetCallerIdentity';
  if (!signedHeaders(url).includes('x-k8s-aws-id')) return 'header x-k8s-aws-id is not signed';
  return undefined;
}

const signedHeaders = (url: URL) => (url.searchParams.get('X-Amz-SignedHeaders') ?? '').split(';');

function refusalOfDate(url: URL, now: number): string | undefined {
  const expires = Number(url.searchParams.get('X-Amz-Expires') ?? Number.NaN);
  if (!(expires >= 0 && expires <= 900)) return 'X-Amz-Expires is not between 0 and 900';
  const at = signingDate(url)?.getTime();
  if (at === undefined) return 'X-Amz-Date is no date';
  if (now - at > latestAge) return 'token is older than 15 minutes';
  return at - now > tolerated ? 'token is from the future' : undefined;
}

function signingDate(url: URL): Date | undefined {
  const iso = (url.searchParams.get('X-Amz-Date') ?? '').replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return Number.isNaN(Date.parse(iso)) ? undefined : new Date(iso);
}

/** The same request, signed with the lab's key for this cluster's name: another name, or another key, gives another signature. */
async function refusalOfSignature(url: URL, { cluster, takesOperator = false }: TokenCheck): Promise<string | undefined> {
  const [key, , region = ''] = (url.searchParams.get('X-Amz-Credential') ?? '').split('/');
  const known = takesOperator ? [credentials, operatorCredentials] : [credentials];
  const keys = known.find(({ accessKeyId }) => accessKeyId === key);
  if (keys === undefined) return 'the access key is not of this account';
  const query = { Action: 'GetCallerIdentity', Version: url.searchParams.get('Version') ?? '' };
  const headers = { host: url.host, 'x-k8s-aws-id': cluster };
  const request = new HttpRequest({ method: 'GET', protocol: 'https:', hostname: url.hostname, path: '/', query, headers });
  const signer = new SignatureV4({ service: 'sts', region, credentials: keys, sha256: Sha256 });
  const options = { expiresIn: Number(url.searchParams.get('X-Amz-Expires')), signingDate: signingDate(url) ?? new Date(0) };
  const wanted = (await signer.presign(request, options)).query?.['X-Amz-Signature'];
  return wanted === url.searchParams.get('X-Amz-Signature') ? undefined : 'the signature is not that of this cluster';
}
