/** Errors as AWS words them: a code, a sentence, a status. */

import type { Gap } from '../../lambda/snapshot/snapshot.ts';

export class AwsFailure extends Error {
  override readonly name = 'AwsFailure';
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = statusOf(code)) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const statuses = new Map([
  ['AccessDenied', 403],
  ['AccessDeniedException', 403],
  ['UnauthorizedOperation', 403],
  ['MissingAuthenticationToken', 403],
  ['InvalidClientTokenId', 403],
  ['UnrecognizedClientException', 403],
  ['SignatureDoesNotMatch', 403],
  ['InvalidSignatureException', 403],
  ['ExpiredToken', 403],
  ['ExpiredTokenException', 403],
  ['AuthFailure', 401],
  ['ResourceNotFoundException', 404],
  ['NotFound', 404],
  ['InternalFailure', 500],
  ['InternalError', 500],
  ['ServerException', 500],
  ['ServiceUnavailable', 503],
  ['ServiceUnavailableException', 503],
]);

export function statusOf(code: string): number {
  return statuses.get(code) ?? 400;
}

const denials = { ec2: 'UnauthorizedOperation', eks: 'AccessDeniedException' } as const;
const principal = 'arn:aws:sts::000000000000:assumed-role/nlb-doctor/lab';

/** @param operation `ec2:DescribeSubnets` */
export function denied(operation: string): AwsFailure {
  const service = operation.slice(0, operation.indexOf(':'));
  const code = service === 'ec2' || service === 'eks' ? denials[service] : 'AccessDenied';
  if (service === 'ec2')
    return new AwsFailure(
      code,
      `You are not authorized to perform this operation. User: ${principal} is not authorized to perform: ${operation}`,
    );
  return new AwsFailure(
    code,
    `User: ${principal} is not authorized to perform: ${operation} because no identity-based policy allows the ${operation} action`,
  );
}

/** What the snapshot could not read, the lab refuses with the same code; what nobody asked for, with a denial. */
export function refused(gap: Gap, operation: string): AwsFailure {
  if (typeof gap.code === 'string' && /^[A-Z]\w+(\.\w+)*$/.test(gap.code) && !/timeout|abort/i.test(gap.code))
    return new AwsFailure(gap.code, gap.error);
  if (typeof gap.code === 'number' && gap.code >= 500) return new AwsFailure('ServiceUnavailable', gap.error, gap.code);
  return denied(operation);
}
