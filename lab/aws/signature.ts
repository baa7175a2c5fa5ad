/** Who asks, and which service of which region: what Signature Version 4 says in the Authorization header. */

import { AwsFailure } from './failure.ts';

export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const pattern =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=[0-9a-f]{64}$/;

/** Undefined where the request is not signed. */
export function credentialScope(authorization: string | undefined): CredentialScope | undefined {
  const match = pattern.exec(authorization ?? '');
  const [, accessKeyId, region, service, signed] = match ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return signed?.split(';').includes('host') === true ? { accessKeyId, region, service } : undefined;
}

/** AWS takes a signature for five minutes either way. */
const tolerated = 5 * 60_000;

/** @param date the header x-amz-date, `20260131T120000Z`. @throws AwsFailure in the words of the service */
export function checkDate(date: string | undefined, now: number, service: string): void {
  const at = Date.parse((date ?? '').replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Math.abs(now - at) <= tolerated) return;
  const when =
    Number.isNaN(at) || at < now
      ? `Signature expired: ${date} is now earlier than the server's time`
      : `Signature not yet current: ${date} is still later than the server's time`;
  if (service === 'ec2') throw new AwsFailure('RequestExpired', 'Request has expired.');
  throw new AwsFailure(service === 'eks' ? 'InvalidSignatureException' : 'SignatureDoesNotMatch', when);
}
