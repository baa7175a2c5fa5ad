/** Tokens for EKS: a presigned STS address, made here, without a call. They are credentials: in memory only, never in an error. */

import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../aws/clients.ts';

export interface TokenRequest {
  readonly region: string;
  readonly cluster: string;
  readonly credentials: Credentials;
  /** When it is signed: the local time, corrected by what the clock is known to be off. */
  readonly at: Date;
}

/** The address works for 60 s; the token it is part of for 15 minutes from `at` (aws-iam-authenticator pkg/token). */
const expiresIn = 60;

export async function mintToken({ region, cluster, credentials, at }: TokenRequest): Promise<string> {
  const hostname = stsHost(region);
  const signer = new SignatureV4({ service: 'sts', region, credentials: plain(credentials), sha256: Sha256 });
  const request = new HttpRequest({
    method: 'GET',
    protocol: 'https:',
    hostname,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host: hostname, 'x-k8s-aws-id': cluster },
  });
  const { query } = await signer.presign(request, { expiresIn, signingDate: at });
  const search = Object.entries(query ?? {}).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`);
  return `k8s-aws-v1.${Buffer.from(`https://${hostname}/?${search.join('&')}`).toString('base64url')}`;
}

/** The regional host: the verifier does not take every other, and VPC endpoints have only this one. */
export function stsHost(region: string): string {
  if (region.startsWith('cn-')) return `sts.${region}.amazonaws.com.cn`;
  if (region.startsWith('us-iso-')) return `sts.${region}.c2s.ic.gov`;
  if (region.startsWith('us-isob-')) return `sts.${region}.sc2s.sgov.gov`;
  return `sts.${region}.amazonaws.com`;
}

/** Other members (expiration, account) are no business of the signer. */
const plain = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials) =>
  sessionToken === undefined ? { accessKeyId, secretAccessKey } : { accessKeyId, secretAccessKey, sessionToken };

export interface TokenSource {
  readonly token: () => Promise<string>;
  /** Forgets the token that was refused: the next one is new. Once a minute: of many lists refused at the same time the first counts. */
  readonly renew: () => void;
}

const kept = 10 * 60_000;

/** Keeps a token for ten minutes. @param now milliseconds of the monotonic clock */
export function createTokenSource(mint: () => Promise<string>, now: () => number = () => performance.now()): TokenSource {
  let renewedAt = Number.NEGATIVE_INFINITY;
  let current: { readonly value: Promise<string>; readonly at: number } | undefined;
  const token = () => {
    if (current === undefined || now() - current.at > kept) current = { value: mint(), at: now() };
    return current.value;
  };
  return {
    token,
    renew: () => {
      if (now() - renewedAt < 60_000) return;
      renewedAt = now();
      current = undefined;
    },
  };
}
