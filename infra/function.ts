/** A function of the stack: bundled, small, with a log group and a role of its own, and nothing granted that is not written down. */

import { join } from 'node:path';
import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, Peer, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type CfnFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundling, root } from './bundle/options.ts';
import type { Network } from './context.ts';

export interface FunctionParts {
  /** Below the root of the project. */
  readonly entry: string;
  readonly description: string;
  readonly role: Role;
  readonly logGroup: LogGroup;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  readonly network?: Network | undefined;
}

export function createFunction(scope: Construct, id: string, parts: FunctionParts): NodejsFunction {
  const { entry, description, role, logGroup, memoryMegabytes, timeoutSeconds, environment = {}, reservedConcurrency, network } = parts;
  const made = new NodejsFunction(scope, id, {
    entry: join(root, entry),
    handler: 'handler',
    projectRoot: root,
    depsLockFilePath: join(root, 'package-lock.json'),
    description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: memoryMegabytes,
    timeout: Duration.seconds(timeoutSeconds),
    bundling,
    role,
    logGroup,
    environment: { ...environment },
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    ...(network === undefined ? {} : placeOf(scope, id, network)),
  });
  // The property of the construct would grant X-Ray once more, in a policy of its own.
  (made.node.defaultChild as CfnFunction).tracingConfig = { mode: 'Active' };
  return made;
}

export function createRole(scope: Construct, id: string, description: string): Role {
  return new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), description });
}

export function createLogGroup(scope: Construct, id: string, logGroupName: string, days: number, encryptionKey: IKey): LogGroup {
  return new LogGroup(scope, id, { logGroupName, retention: days as RetentionDays, encryptionKey, removalPolicy: RemovalPolicy.DESTROY });
}

/** Only ids are known: zones do not matter to a function, but CDK wants some. */
function placeOf(scope: Construct, id: string, { vpcId, subnetIds, securityGroupIds }: Network) {
  const vpc = Vpc.fromVpcAttributes(scope, `${id}Vpc`, {
    vpcId,
    privateSubnetIds: [...subnetIds],
    availabilityZones: subnetIds.map((_, at) => `zone-${at}`),
  });
  for (const subnet of vpc.privateSubnets)
    Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', 'Nobody asks for the route table.');
  const named = securityGroupIds.map((one, at) => SecurityGroup.fromSecurityGroupId(scope, `${id}SecurityGroup${at}`, one));
  const securityGroups = named.length > 0 ? named : [ownGroup(scope, id, vpc)];
  return { vpc, securityGroups, vpcSubnets: { subnets: vpc.privateSubnets } };
}

/** Allow it in the security group of the cluster: TCP 443 from this group. */
function ownGroup(scope: Construct, id: string, vpc: IVpc): ISecurityGroup {
  const group = new SecurityGroup(scope, `${id}SecurityGroup`, {
    vpc,
    allowAllOutbound: false,
    description: 'nlb-doctor: out to API servers and AWS endpoints',
  });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'API servers and AWS endpoints');
  return group;
}
