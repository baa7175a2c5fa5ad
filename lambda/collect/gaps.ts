/** Failures as gaps: a sentence that says what was refused, and what to do about it. */

import type { Gap, Reading } from '../snapshot/snapshot.ts';
import { BudgetEnded } from './budget.ts';
import { codeOf, messageOf } from './plainError.ts';

const denied = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Client\.UnauthorizedOperation|AuthorizationError)$/;
const expired =
  /^(ExpiredToken|ExpiredTokenException|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|AuthFailure|InvalidSignatureException|SignatureDoesNotMatch)$/;
const throttled = /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded)$/;
/** Codes of OpenSSL for a chain that ends at no CA that is trusted here. */
const untrusted =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;
const unresolved = /^(ENOTFOUND|EAI_AGAIN)$/;

/** Whether AWS said that this caller may not; everything else leaves open what it may. */
export const isDenied = (error: unknown): boolean => denied.test(codeOf(error) ?? '');

/** The gap an AWS call leaves. @param what the operation, such as `ec2:DescribeSubnets`, with `/<name>` for a single one */
export function awsGap(what: string, region: string, error: unknown, skew = ''): Gap {
  const code = codeOf(error);
  return { what, region, ...(code === undefined ? {} : { code }), error: awsSentence(what, region, error, skew) };
}

function awsSentence(what: string, region: string, error: unknown, skew: string): string {
  const action = what.split('/')[0] ?? what;
  const code = codeOf(error) ?? '';
  if (error instanceof BudgetEnded) return `${action} in ${region} did not answer in time`;
  if (isDenied(error)) return `${action} was denied in ${region}: allow the action ${action} to this role (${messageOf(error)})`;
  if (expired.test(code))
    return `the credentials were refused in ${region}: ${skew || `log in again or check the role (${messageOf(error)})`}`;
  if (code === 'CredentialsProviderError') return `no AWS credentials were found: set a profile or log in (${messageOf(error)})`;
  if (throttled.test(code)) return `${action} was throttled in ${region}, three times; other callers use up the rate of this account`;
  if (unresolved.test(code)) return `${region} cannot be reached: its name does not resolve; is the region spelled right, and enabled?`;
  if (untrusted.test(code))
    return `the certificate of the AWS endpoint in ${region} is signed by a CA that is not trusted here (${code}): where a proxy inspects TLS, name its CA in AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS`;
  if (code === 'OptInRequired') return `${region} is not enabled in this account`;
  return `${action} failed in ${region}: ${messageOf(error)}`;
}

/** Gaps of one operation for many names: one refused for the same reason many times is one gap of the whole operation. */
export function summarised(operation: string, gaps: readonly Gap[]): readonly Gap[] {
  const codes = [...new Set(gaps.map(({ code }) => code))];
  return codes.flatMap((code) => {
    const [first, ...others] = gaps.filter((gap) => gap.code === code);
    if (first === undefined) return [];
    return others.length === 0 ? [first] : [{ ...first, what: operation, error: `${first.error} (${others.length + 1} times)` }];
  });
}

/** The readings again, each incomplete one with the gap that stands for it in the summary. */
export function withSummaries<T>(readings: ReadonlyMap<string, Reading<T>>, summaries: readonly Gap[]): ReadonlyMap<string, Reading<T>> {
  return new Map(
    [...readings].map(([name, reading]): [string, Reading<T>] => {
      if (reading.state !== 'incomplete') return [name, reading];
      return [name, { ...reading, gap: summaries.find(({ code }) => code === reading.gap.code) ?? reading.gap }];
    }),
  );
}
