/** Secrets Manager and the parameters of Systems Manager: what the lab was given under a name or ARN. */

import { AwsFailure } from './failure.ts';
import { type Operation, text } from './scene.ts';

const getSecretValue: Operation = (input, { secrets, region, account }) => {
  const id = text(input.SecretId) ?? '';
  const name = nameOf(id);
  const value = secrets[name];
  if (value === undefined) throw new AwsFailure('ResourceNotFoundException', "Secrets Manager can't find the specified secret.", 400);
  const ARN = `arn:aws:secretsmanager:${region.region}:${account}:secret:${name}-AbCdEf`;
  return { ARN, Name: name, SecretString: value, VersionId: '00000000-0000-4000-8000-000000000000', VersionStages: ['AWSCURRENT'] };
};

/** ARNs end in a hyphen and six characters that are no part of the name. */
function nameOf(id: string): string {
  return id.startsWith('arn:')
    ? id
        .split(':')
        .slice(6)
        .join(':')
        .replace(/-\w{6}$/, '')
    : id;
}

const getParameter: Operation = (input, { secrets, region, account }) => {
  const Name = text(input.Name) ?? '';
  const Value = secrets[Name];
  if (Value === undefined) throw new AwsFailure('ParameterNotFound', '');
  const shown = input.WithDecryption === true ? Value : 'AQECAHh';
  const ARN = `arn:aws:ssm:${region.region}:${account}:parameter/${Name.replace(/^\//, '')}`;
  return { Parameter: { Name, Type: 'SecureString', Value: shown, Version: 1, ARN, DataType: 'text' } };
};

export const secretsManager: Readonly<Record<string, Operation>> = { GetSecretValue: getSecretValue };
export const ssm: Readonly<Record<string, Operation>> = { GetParameter: getParameter };
