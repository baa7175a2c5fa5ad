/** The environment that points unmodified AWS clients at the lab, and away from the machine's own credentials. */

import { devNull } from 'node:os';

/** Keys of nobody: in the form of AWS's own, so that every client takes them. */
export const credentials = { accessKeyId: 'AKIALABLABLABLABLAB0', secretAccessKey: 'lab/lab/lab/lab/lab/lab/lab/lab/lab/lab0' } as const;

/** Keys of the person who repairs things in the lab. The monitor's keys stay read-only, so that what it is granted can be tested. */
export const operatorCredentials = {
  accessKeyId: 'AKIALABLABLABOPERAT0',
  secretAccessKey: 'lab/operator/lab/operator/lab/operator/0',
} as const;

/** @param region where a client goes that is told no other */
export function environmentFor(
  endpoint: string,
  region: string,
  keys: typeof credentials | typeof operatorCredentials = credentials,
): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: '',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Loopback is reached without a proxy.
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}

/** Variables that would lead a client elsewhere, or to other credentials, in spite of the ones above. */
const elsewhere = [
  /^AWS_ENDPOINT_URL_/,
  /^AWS_CONTAINER_/,
  /^AWS_(DEFAULT_)?PROFILE$/,
  /^AWS_(ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|IGNORE_CONFIGURED_ENDPOINT_URLS|USE_FIPS_ENDPOINT|USE_DUALSTACK_ENDPOINT)$/,
];

/** Points an environment (usually `process.env`) at the lab. @returns what puts it back as it was */
export function enter(environment: Readonly<Record<string, string>>, into: Record<string, string | undefined>): () => void {
  const gone = Object.keys(into).filter((name) => elsewhere.some((pattern) => pattern.test(name)));
  const before = [...gone, ...Object.keys(environment)].map((name) => [name, into[name]] as const);
  for (const name of gone) delete into[name];
  Object.assign(into, environment);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete into[name];
      else into[name] = value;
    }
  };
}
