/** STS: who the caller is. */

import type { Operation } from './scene.ts';

const getCallerIdentity: Operation = (_input, { account }) => ({
  UserId: 'AROALABLABLABLABLABLA:lab',
  Account: account,
  Arn: `arn:aws:sts::${account}:assumed-role/nlb-doctor/lab`,
});

export const sts: Readonly<Record<string, Operation>> = { GetCallerIdentity: getCallerIdentity };
