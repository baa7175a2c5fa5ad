/** Findings of cdk-nag that stay, each with its reason; a test holds this list exactly. */

import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Context } from './context.ts';

interface Acknowledged {
  /** Path of the construct below the stack. */
  readonly path: string;
  readonly id: string;
  readonly reason: string;
}

const describeCalls =
  'Describe calls of Elastic Load Balancing, EC2 and X-Ray know no single resources; the condition aws:RequestedRegion bounds them.';
const noDeadLetters =
  'Failed invocations go to the dead-letter queue by the invoke destination, which also keeps the error; the widget is invoked by people only.';

export function acknowledgedFor({ clusters, regions, readers }: Context): readonly Acknowledged[] {
  const places = clusters.length > 0 ? [] : (regions ?? ['<AWS::Region>']);
  const allClusters =
    'Without a list of clusters all clusters of the account are described, and nothing more; name them in `clusters` to bound it.';
  return [
    { path: 'NlbDoctor/Permissions', id: star('*'), reason: describeCalls },
    ...places.map((region) => ({
      path: 'NlbDoctor/Permissions',
      id: star(`arn:<AWS::Partition>:eks:${region}:<AWS::AccountId>:cluster/*`),
      reason: allClusters,
    })),
    { path: 'NlbDoctor/WidgetPermissions', id: star('*'), reason: 'X-Ray knows no single resources.' },
    { path: 'NlbDoctor/DeadLetters', id: 'AwsSolutions::AwsSolutions-SQS3', reason: 'It is the dead-letter queue.' },
    { path: 'NlbDoctor/DeadLetters', id: 'Serverless::Serverless-SQSRedrivePolicy', reason: 'It is the dead-letter queue.' },
    { path: 'NlbDoctor/Monitor', id: noTarget, reason: noDeadLetters },
    { path: 'NlbDoctor/Widget', id: noTarget, reason: noDeadLetters },
    ...readers.flatMap(({ name }) => [
      {
        path: `NlbDoctor/Reader-${name}Permissions`,
        id: star('*'),
        reason: 'Network interfaces of a function in a VPC, and X-Ray, know no single resources.',
      },
      { path: `NlbDoctor/Reader-${name}`, id: noTarget, reason: 'The monitor waits for its answer: a failure is told in the diagnosis.' },
    ]),
  ];
}

const star = (resource: string) => `AwsSolutions::AwsSolutions-IAM5[Resource::${resource}]`;
const noTarget = 'Serverless::Serverless-LambdaDLQ';

export function acknowledge(stack: Stack, context: Context): void {
  for (const { path, id, reason } of acknowledgedFor(context)) {
    const construct = path.split('/').reduce<IConstruct | undefined>((node, name) => node?.node.tryFindChild(name), stack);
    if (construct !== undefined) Validations.of(construct).acknowledge({ id, reason });
  }
}
