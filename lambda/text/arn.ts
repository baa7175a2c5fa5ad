/** The parts of an ARN, by the SDK's own parser. */

import { parse, validate } from '@aws-sdk/util-arn-parser';

export type ArnParts = ReturnType<typeof parse>;

/** Returns undefined when the text is not an ARN. */
export const arnParts = (text: string | undefined): ArnParts | undefined =>
  text !== undefined && validate(text) ? parse(text) : undefined;

/** Returns undefined when the text is not an ARN, or one without a region. */
export const regionOf = (arn: string | undefined): string | undefined => arnParts(arn)?.region || undefined;

/** Returns undefined when the text is not an ARN, or one without an account. */
export const accountOf = (arn: string | undefined): string | undefined => arnParts(arn)?.accountId || undefined;
