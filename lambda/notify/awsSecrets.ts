/** Reads a secret from where its ARN says it is. */

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { AwsAccess } from '../http/aws.ts';
import { arnParts } from '../text/arn.ts';
import { clientOptions } from './clientOptions.ts';
import type { ReadSecret } from './secret.ts';

export const awsSecretReader =
  (access: AwsAccess): ReadSecret =>
  async (arn, signal) => {
    const { service = '', region = '' } = arnParts(arn) ?? {};
    const options = { region, ...clientOptions(access) };
    return service === 'ssm' ? fromParameter(arn, options, signal) : fromSecret(arn, options, signal);
  };

type Options = ReturnType<typeof clientOptions> & { readonly region: string };

async function fromSecret(arn: string, options: Options, abortSignal: AbortSignal): Promise<string> {
  const client = new SecretsManagerClient(options);
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }), { abortSignal });
  client.destroy();
  return there(SecretString);
}

async function fromParameter(arn: string, options: Options, abortSignal: AbortSignal): Promise<string> {
  const client = new SSMClient(options);
  const { Parameter } = await client.send(new GetParameterCommand({ Name: arn, WithDecryption: true }), { abortSignal });
  client.destroy();
  return there(Parameter?.Value);
}

function there(text: string | undefined): string {
  if (text === undefined || text === '') throw new EmptySecret('the answer holds no text');
  return text;
}

class EmptySecret extends Error {
  override readonly name = 'EmptySecret';
}
