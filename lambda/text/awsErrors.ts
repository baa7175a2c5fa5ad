/** What AWS and its SDK say by the name of an error, in words. */

import { codeIn, systemReason } from './systemErrors.ts';

export const awsErrors = {
  denied: /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Client\.UnauthorizedOperation|AuthorizationError)$/,
  expired: /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/,
  refused: /^(InvalidClientTokenId|UnrecognizedClientException|AuthFailure|InvalidSignatureException|SignatureDoesNotMatch)$/,
  /** Of the SDK's providers. */
  noCredentials: /^(CredentialsProviderError|TokenProviderError|ProviderError)$/,
  throttled: /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|ProvisionedThroughputExceededException)$/,
  notThere: /^(ResourceNotFoundException|NotFoundException|\w+NotFound)$/,
} as const;

const words: Readonly<Record<keyof typeof awsErrors, string>> = {
  denied: 'it was denied',
  expired: 'the AWS credentials have expired',
  refused: 'AWS refused the credentials',
  noCredentials: 'no AWS credentials were found',
  throttled: 'it was throttled',
  notThere: 'it is not there',
};

/** The code of an error, or its name where it has none. */
function nameOf(error: unknown): string {
  const { name } = (typeof error === 'object' && error !== null ? error : {}) as { readonly name?: unknown };
  return codeIn(error) ?? (typeof name === 'string' ? name : '');
}

/** Returns undefined for an error that has no words here. */
export function awsWords(error: unknown): string | undefined {
  const name = nameOf(error);
  const kind = (Object.keys(awsErrors) as (keyof typeof awsErrors)[]).find((one) => awsErrors[one].test(name));
  return kind === undefined ? systemReason(name)?.words : words[kind];
}
