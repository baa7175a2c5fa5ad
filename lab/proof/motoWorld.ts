/** A small world made in moto by the SDK: a network, an NLB with a target group and tags, a cluster. */

import * as ec2 from '@aws-sdk/client-ec2';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';

export interface MotoWorld {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly instances: readonly string[];
  readonly cluster: string;
  readonly tag: { readonly Key: string; readonly Value: string };
}

interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const tag = { Key: 'service.k8s.aws/stack', Value: 'web/front' };

export async function makeWorld(connection: Connection): Promise<MotoWorld> {
  const network = await makeNetwork(new ec2.EC2Client(connection));
  const balancing = new elb.ElasticLoadBalancingV2Client(connection);
  const create = new elb.CreateLoadBalancerCommand({
    Name: 'k8s-web-front',
    Type: 'network',
    Scheme: 'internal',
    Subnets: [network.subnet],
    Tags: [tag],
  });
  const balancer = (await balancing.send(create)).LoadBalancers?.[0];
  const group = new elb.CreateTargetGroupCommand({
    Name: 'k8s-web-front-80',
    Protocol: 'TCP',
    Port: 30080,
    VpcId: network.vpc,
    TargetType: 'instance',
  });
  const TargetGroupArn = (await balancing.send(group)).TargetGroups?.[0]?.TargetGroupArn;
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  await balancing.send(
    new elb.CreateListenerCommand({ LoadBalancerArn: balancer?.LoadBalancerArn, Protocol: 'TCP', Port: 80, DefaultActions }),
  );
  await balancing.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets: network.instances.map((Id) => ({ Id, Port: 30080 })) }));
  const roleArn = 'arn:aws:iam::123456789012:role/eks';
  await new EKSClient(connection).send(
    new CreateClusterCommand({ name: 'dev', roleArn, resourcesVpcConfig: { subnetIds: [network.subnet] } }),
  );
  return { loadBalancer: 'k8s-web-front', targetGroup: 'k8s-web-front-80', instances: network.instances, cluster: 'dev', tag };
}

async function makeNetwork(client: ec2.EC2Client) {
  const vpc = (await client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc?.VpcId ?? '';
  const subnet = (await client.send(new ec2.CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.0.0.0/24' }))).Subnet?.SubnetId ?? '';
  const { Images } = await client.send(new ec2.DescribeImagesCommand({}));
  const run = new ec2.RunInstancesCommand({ ImageId: Images?.[0]?.ImageId, MinCount: 2, MaxCount: 2, SubnetId: subnet });
  const { Instances } = await client.send(run);
  return { vpc, subnet, instances: (Instances ?? []).map(({ InstanceId }) => InstanceId ?? '') };
}
