/** The stack of one account: the construct, its tags and boundary, and what people need to know of it afterwards. */

import {
  type App,
  CfnOutput,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  PermissionsBoundary,
  Stack,
  type StackProps,
  Tags,
} from 'aws-cdk-lib';
import { acknowledge } from './acknowledged.ts';
import type { Context } from './context.ts';
import { NlbDoctor } from './nlbDoctor.ts';

export class NlbDoctorStack extends Stack {
  readonly doctor: NlbDoctor;

  constructor(app: App, id: string, context: Context, props: StackProps = {}) {
    super(app, id, {
      description: 'nlb-doctor: tells why targets of network load balancers are unhealthy',
      ...(context.permissionsBoundaryArn === undefined
        ? {}
        : { permissionsBoundary: PermissionsBoundary.fromArn(context.permissionsBoundaryArn) }),
      ...bucketOf(context),
      ...props,
    });
    this.doctor = new NlbDoctor(this, 'NlbDoctor', context);
    for (const [name, value] of Object.entries({ application: 'nlb-doctor', ...context.tags })) Tags.of(this).add(name, value);
    this.tell('MemoryTable', this.doctor.tableName, 'for nlb-doctor incidents --table');
    this.tell('AlertTopicArn', this.doctor.alertTopic.topicArn, 'subscribe people and machines here');
    this.tell('OperationsTopicArn', this.doctor.operationsTopic.topicArn, 'subscribe those who run nlb-doctor here');
    this.tell('DeadLetterQueueUrl', this.doctor.deadLetterQueueUrl, 'aws sqs receive-message --queue-url');
    this.tell('RoleArn', this.doctor.roleArn, 'principal of EKS access entries');
    this.tell('MonitorFunction', this.doctor.monitor.functionName, 'aws lambda invoke checks at once');
    this.tell('DashboardName', this.doctor.dashboardName, 'the dashboard in CloudWatch');
    acknowledge(this, context);
  }

  private tell(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}

/** A bucket of one's own takes the place of the one `cdk bootstrap` makes. */
const bucketOf = ({ assetsBucket }: Context): Pick<StackProps, 'synthesizer'> =>
  assetsBucket === undefined
    ? {}
    : {
        synthesizer: new DefaultStackSynthesizer({
          fileAssetsBucketName: assetsBucket,
          generateBootstrapVersionRule: false,
        }) as IStackSynthesizer,
      };
