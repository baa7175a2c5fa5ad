/** Findings of cdk-nag that stay, each with its reason; a test holds this list exactly. */

import { type Stack, Validations } from 'aws-cdk-lib';

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

export const acknowledged: readonly Acknowledged[] = [
  { path: 'NlbDoctor/Permissions', id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', reason: describeCalls },
  {
    path: 'NlbDoctor/Permissions',
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:eks:<AWS::Region>:<AWS::AccountId>:cluster/*]',
    reason: 'Without a list of clusters all clusters of the account are described, and nothing more; name them in `clusters` to bound it.',
  },
  { path: 'NlbDoctor/WidgetPermissions', id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', reason: 'X-Ray knows no single resources.' },
  { path: 'NlbDoctor/DeadLetters', id: 'AwsSolutions::AwsSolutions-SQS3', reason: 'It is the dead-letter queue.' },
  { path: 'NlbDoctor/DeadLetters', id: 'Serverless::Serverless-SQSRedrivePolicy', reason: 'It is the dead-letter queue.' },
  { path: 'NlbDoctor/Monitor', id: 'Serverless::Serverless-LambdaDLQ', reason: noDeadLetters },
  { path: 'NlbDoctor/Widget', id: 'Serverless::Serverless-LambdaDLQ', reason: noDeadLetters },
];

export function acknowledge(stack: Stack): void {
  for (const { path, id, reason } of acknowledged) {
    const construct = path.split('/').reduce((node, name) => node?.node.tryFindChild(name) as typeof node, stack as Stack | undefined);
    if (construct !== undefined) Validations.of(construct).acknowledge({ id, reason });
  }
}
