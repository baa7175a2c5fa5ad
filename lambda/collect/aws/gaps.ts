/** Failures as gaps: a sentence that says what was refused, and what to do about it. */

import type { Gap, Reading } from '../../snapshot/snapshot.ts';
import { awsErrors } from '../../text/awsErrors.ts';
import { systemReason } from '../../text/systemErrors.ts';
import { BudgetEnded } from '../io/budget.ts';
import { addressOf, codeOf, messageOf } from '../io/errors.ts';
import { WrongShape } from './shape.ts';

const { denied, expired, refused, noCredentials, throttled } = awsErrors;

/** Whether AWS said that this caller may not; everything else leaves open what it may. */
export const isDenied = (error: unknown): boolean => denied.test(codeOf(error) ?? '');

/** The gap an AWS call leaves. @param what the operation, such as `ec2:DescribeSubnets`, with `/<name>` for a single one */
export function awsGap(what: string, region: string, failure: unknown, skew = ''): Gap {
  const code = codeOf(failure);
  return {
    what,
    region,
    ...(code === undefined ? {} : { code }),
    ...awsReason(what.split('/')[0] ?? what, region, failure, skew),
    ...(isDenied(failure) ? { denied: true } : {}),
  };
}

type Reason = Required<Pick<Gap, 'error' | 'remedy'>>;

function awsReason(action: string, region: string, failure: unknown, skew: string): Reason {
  const code = codeOf(failure) ?? '';
  if (failure instanceof BudgetEnded) return endedReason(action, failure);
  if (isDenied(failure)) {
    return { error: `${action} was denied in ${region} (${messageOf(failure)})`, remedy: `allow the action ${action} to this role` };
  }
  if (expired.test(code)) return { error: `the AWS credentials have expired (${messageOf(failure)})`, remedy: skew || logIn };
  if (refused.test(code)) return { error: `AWS refused the credentials (${messageOf(failure)})`, remedy: skew || logIn };
  if (noCredentials.test(code)) return { error: credentialsSentence(failure), remedy: setProfile };
  if (throttled.test(code)) {
    return {
      error: `${action} was throttled in ${region}, three times`,
      remedy: 'run it again later: other callers use up the rate of this account',
    };
  }
  if (code === 'ProxyFailed') return { error: messageOf(failure), remedy: 'check HTTPS_PROXY, HTTP_PROXY and NO_PROXY' };
  if (code === 'OptInRequired') return { error: `${region} is not enabled in this account`, remedy: 'enable the region, or leave it out' };
  if (failure instanceof WrongShape) return { error: messageOf(failure), remedy: again };
  return connectionReason(failure) ?? { error: `${action} failed in ${region}: ${answerSentence(failure)}`, remedy: again };
}

const logIn = 'log in again (aws sso login), or check AWS_PROFILE and the keys';
const setProfile = 'log in (aws sso login), or name a profile with --profile or AWS_PROFILE';
const again = 'run it again; where it stays so, check what answers there in place of AWS';

const endedReason = (action: string, { name, message }: BudgetEnded): Reason =>
  name === 'Interrupted'
    ? { error: message, remedy: 'run it again, to its end' }
    : {
        error: `${action} did not answer in time`,
        remedy: 'give it longer with --timeout; check the network and the proxy (HTTPS_PROXY, NO_PROXY) between here and AWS',
      };

/** What the SDK says where it knows no provider at all adds nothing. */
function credentialsSentence(failure: unknown): string {
  const message = messageOf(failure);
  return message === '' || /^Could not load credentials from any providers/.test(message)
    ? 'no AWS credentials were found'
    : `no AWS credentials could be loaded (${message})`;
}

function connectionReason(failure: unknown): Reason | undefined {
  const reason = systemReason(codeOf(failure));
  if (reason === undefined) return undefined;
  const address = addressOf(failure);
  return {
    error: `the AWS endpoint${address === undefined ? '' : ` ${address}`} cannot be reached: ${reason.words}`,
    remedy: reason.remedy,
  };
}

interface SdkError {
  readonly $metadata?: { readonly httpStatusCode?: unknown };
}

/** Of an answer without a code of AWS the SDK says nothing, and of one that it cannot parse only what its own users need. */
function answerSentence(failure: unknown): string {
  const message = messageOf(failure);
  if (/Deserialization error/.test(message)) return 'what answered is not AWS, or its answer was cut off';
  const status = (failure as SdkError | undefined)?.$metadata?.httpStatusCode;
  const isWordless = /^(Unknown|UnknownError|)$/.test(message);
  return isWordless ? `what answered${typeof status === 'number' ? ` with HTTP ${status}` : ''} is not AWS` : message;
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
