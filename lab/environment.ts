/** The environment that points unmodified AWS clients at the lab, and away from the machine's own credentials. */

import { devNull } from 'node:os';

/** Keys of nobody: in the form of AWS's own, so that every client takes them. */
export const credentials = { accessKeyId: 'AKIALABLABLABLABLAB0', secretAccessKey: 'lab/lab/lab/lab/lab/lab/lab/lab/lab/lab0' } as const;

/** @param region where a client goes that is told no other */
export function environmentFor(endpoint: string, region: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: '',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
