/** Functions that read clusters from inside their networks, for a monitor that cannot reach them. */

import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { createAccessEntries } from './access.ts';
import type { Context } from './context.ts';
import { createFunction, createLogGroup, createRole } from './function.ts';
import { allow, guard, logging, networkInterfaces } from './permissions.ts';

export interface Reader {
  readonly clusters: readonly string[];
  readonly function: IFunction;
}

/** Below the time the monitor gives one cluster. */
const timeoutSeconds = 15;
const memoryMegabytes = 512;

export const readerLogGroup = (name: string) => `/nlb-doctor/reader-${name}`;

export function createReaders(scope: Construct, { readers, logRetentionDays, accessEntries }: Context, key: IKey): readonly Reader[] {
  const { partition, region, account } = Stack.of(scope);
  return readers.map(({ name, clusters, ...network }) => {
    const id = `Reader-${name}`;
    const role = createRole(scope, `${id}Role`, `nlb-doctor: reads the clusters ${clusters.join(', ')} from inside their network`);
    const logGroup = createLogGroup(scope, `${id}Logs`, readerLogGroup(name), logRetentionDays, key);
    const arns = clusters.map((cluster) => `arn:${partition}:eks:${region}:${account}:cluster/${cluster}`);
    const statements = [allow('EksDescribe', ['eks:DescribeCluster'], arns), networkInterfaces, ...logging(logGroup.logGroupArn), guard];
    role.addManagedPolicy(
      new ManagedPolicy(scope, `${id}Permissions`, { description: 'nlb-doctor: describes its clusters, and logs', statements }),
    );
    if (accessEntries) createAccessEntries(scope, id, role, clusters);
    const description = `nlb-doctor: reads ${clusters.join(', ')}`;
    return {
      clusters,
      function: createFunction(scope, id, {
        entry: 'lambda/functions/reader.ts',
        description,
        role,
        logGroup,
        memoryMegabytes,
        timeoutSeconds,
        network,
      }),
    };
  });
}
