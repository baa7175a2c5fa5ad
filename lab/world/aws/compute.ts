/** The instances of the nodes, and the network interfaces of nodes and load balancers. */

import type { Instance, NetworkInterface } from '../../../lambda/snapshot/aws.ts';
import { awsId } from '../ids.ts';
import { type ClusterPlan, type FrontPlan, type NodePlan, podAddress, privateSubnet, publicSubnet } from '../plan.ts';
import { offset, times } from '../times.ts';
import { securityGroupsOf } from './loadBalancers.ts';
import { groupNameOf } from './securityGroups.ts';
import { list } from './tags.ts';

export const imageOf = (cluster: string): string => awsId('ami', cluster, 'al2023');

export function instanceOf(plan: ClusterPlan, node: NodePlan): Instance {
  const groups = [{ GroupId: plan.nodeGroup, GroupName: groupNameOf(plan, 'node') }];
  return {
    InstanceId: node.instance,
    ImageId: imageOf(plan.name),
    State: { Code: 16, Name: 'running' },
    StateTransitionReason: '',
    InstanceType: 'm6i.xlarge',
    LaunchTime: offset(times.nodesLaunched),
    Placement: { AvailabilityZone: node.zone, GroupName: '', Tenancy: 'default' },
    PrivateDnsName: node.name,
    PrivateIpAddress: node.address,
    SubnetId: node.subnet,
    VpcId: plan.place.vpc,
    SourceDestCheck: true,
    SecurityGroups: groups,
    NetworkInterfaces: [primaryInterface(plan, node, groups)],
    Tags: list({
      Name: `${plan.name}-default`,
      [`kubernetes.io/cluster/${plan.name}`]: 'owned',
      'eks:cluster-name': plan.name,
      'eks:nodegroup-name': 'default',
      'aws:eks:cluster-name': plan.name,
    }),
  };
}

function primaryInterface(plan: ClusterPlan, node: NodePlan, Groups: { GroupId: string; GroupName: string }[]) {
  return {
    Attachment: { DeviceIndex: 0, Status: 'attached' },
    Groups,
    NetworkInterfaceId: node.networkInterface,
    PrivateIpAddress: node.address,
    PrivateIpAddresses: addressesOf(plan, node),
    SourceDestCheck: true,
    Status: 'in-use',
    SubnetId: node.subnet,
    VpcId: plan.place.vpc,
  };
}

/** In ENI mode the pods' addresses are secondary ones of the interface. */
function addressesOf(plan: ClusterPlan, node: NodePlan) {
  const pods = plan.eni ? Array.from({ length: 10 }, (_, index) => podAddress(plan, node, 40 + index)) : [];
  return [node.address, ...pods].map((address, index) => ({ Primary: index === 0, PrivateIpAddress: address }));
}

export function nodeInterfaceOf(plan: ClusterPlan, node: NodePlan): NetworkInterface {
  return {
    NetworkInterfaceId: node.networkInterface,
    Description: '',
    InterfaceType: 'interface',
    Attachment: { DeviceIndex: 0, InstanceId: node.instance, InstanceOwnerId: plan.place.account, Status: 'attached' },
    AvailabilityZone: node.zone,
    Groups: [{ GroupId: plan.nodeGroup, GroupName: groupNameOf(plan, 'node') }],
    PrivateIpAddress: node.address,
    PrivateIpAddresses: addressesOf(plan, node),
    RequesterManaged: false,
    SourceDestCheck: true,
    Status: 'in-use',
    SubnetId: node.subnet,
    VpcId: plan.place.vpc,
  };
}

/** One a zone: health checks come from these addresses. */
export function loadBalancerInterfaces(plan: ClusterPlan, front: FrontPlan): NetworkInterface[] {
  const { place } = plan;
  const subnet = front.scheme === 'internal' ? privateSubnet : publicSubnet;
  const groups = plan.controller === 'cloud-provider-aws' ? [] : securityGroupsOf(plan, front);
  const order = plan.fronts.indexOf(front);
  return place.zones.map((zone, index) => {
    const octet = front.scheme === 'internal' ? 32 * index + 8 : 200 + index;
    const address = `10.${place.network}.${octet}.${11 + order}`;
    return {
      NetworkInterfaceId: awsId('eni', front.loadBalancer.arn, zone),
      Description: `ELB net/${front.loadBalancer.name}/${front.loadBalancer.id}`,
      InterfaceType: 'network_load_balancer',
      Attachment: { DeviceIndex: 1, InstanceOwnerId: 'amazon-aws', Status: 'attached' },
      AvailabilityZone: zone,
      Groups: groups.map((GroupId) => ({ GroupId, GroupName: groupNameOf(plan, GroupId === plan.backendGroup ? 'backend' : front) })),
      PrivateIpAddress: address,
      PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
      RequesterId: 'amazon-elb',
      RequesterManaged: true,
      SourceDestCheck: false,
      Status: 'in-use',
      SubnetId: subnet(place, zone),
      VpcId: place.vpc,
    };
  });
}
