/** Reads a secret from where its ARN says it is. */

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { arnParts } from '../text/arn.ts';
import type { ReadSecret } from './secret.ts';

export const readAwsSecret: ReadSecret = async (arn, signal) => {
  const { service = '', region = '' } = arnParts(arn) ?? {};
  return service === 'ssm' ? fromParameter(arn, region, signal) : fromSecret(arn, region, signal);
};

async function fromSecret(arn: string, region: string, abortSignal: AbortSignal): Promise<string> {
  const client = new SecretsManagerClient({ region, maxAttempts: 2 });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }), { abortSignal });
  client.destroy();
  return there(SecretString);
}

async function fromParameter(arn: string, region: string, abortSignal: AbortSignal): Promise<string> {
  const client = new SSMClient({ region, maxAttempts: 2 });
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
