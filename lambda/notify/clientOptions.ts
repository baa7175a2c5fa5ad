/** The options of the clients that notify: tried twice, within the limits that a sink sets by its signal. */

import { type AwsAccess, awsClientOptions } from '../http/aws.ts';

export const clientOptions = (access: AwsAccess) => ({
  ...awsClientOptions(access, { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true }),
  maxAttempts: 2,
});
