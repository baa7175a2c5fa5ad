/** Load balancers, target groups, listeners and their attributes, as their controller makes them. */

import type { Attribute, Listener, LoadBalancer, TargetGroup } from '../../../lambda/snapshot/aws.ts';
import { arnId } from '../ids.ts';
import { type ClusterPlan, type FrontPlan, type PortPlan, privateSubnet, publicSubnet } from '../plan.ts';
import { offset, times } from '../times.ts';

export function loadBalancerOf(plan: ClusterPlan, front: FrontPlan): LoadBalancer {
  const { place } = plan;
  const subnet = front.scheme === 'internal' ? privateSubnet : publicSubnet;
  return {
    LoadBalancerArn: front.loadBalancer.arn,
    DNSName: front.loadBalancer.dnsName,
    CreatedTime: offset(times.loadBalancerCreated),
    LoadBalancerName: front.loadBalancer.name,
    Scheme: front.scheme,
    VpcId: place.vpc,
    State: { Code: 'active' },
    Type: 'network',
    AvailabilityZones: place.zones.map((zone) => ({ ZoneName: zone, SubnetId: subnet(place, zone), LoadBalancerAddresses: [] })),
    ...(plan.controller === 'cloud-provider-aws' ? {} : { SecurityGroups: securityGroupsOf(plan, front) }),
    IpAddressType: 'ipv4',
  };
}

/** A controller adds its shared backend group, whose members the nodes let in. */
export const securityGroupsOf = (plan: ClusterPlan, front: FrontPlan): string[] =>
  plan.controller === 'none' ? [front.frontendGroup] : [front.frontendGroup, plan.backendGroup];

export function targetGroupOf(plan: ClusterPlan, front: FrontPlan, port: PortPlan): TargetGroup {
  return {
    TargetGroupArn: port.groupArn,
    TargetGroupName: port.group,
    Protocol: 'TCP',
    Port: port.targetPort,
    VpcId: plan.place.vpc,
    ...healthCheckOf(plan, front),
    LoadBalancerArns: [front.loadBalancer.arn],
    TargetType: front.targetType,
    IpAddressType: 'ipv4',
  };
}

const isLocal = ({ healthCheckNodePort, targetType }: FrontPlan): boolean => healthCheckNodePort !== undefined && targetType === 'instance';

/** Defaults of each controller: thresholds and times differ, and say who made a group. */
function healthCheckOf({ controller }: ClusterPlan, front: FrontPlan): Partial<TargetGroup> {
  if (isLocal(front)) {
    const timeout = controller === 'cloud-provider-aws' ? 10 : 6;
    return {
      ...checks('HTTP', String(front.healthCheckNodePort), 10, timeout, 2),
      HealthCheckPath: '/healthz',
      Matcher: { HttpCode: '200-399' },
    };
  }
  return controller === 'cloud-provider-aws' || controller === 'none'
    ? checks('TCP', 'traffic-port', 30, 10, 3)
    : checks('TCP', 'traffic-port', 10, 10, 3);
}

const checks = (protocol: string, port: string, interval: number, timeout: number, threshold: number): Partial<TargetGroup> => ({
  HealthCheckProtocol: protocol,
  HealthCheckPort: port,
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: interval,
  HealthCheckTimeoutSeconds: timeout,
  HealthyThresholdCount: threshold,
  UnhealthyThresholdCount: threshold,
});

export const checkedPort = (front: FrontPlan, port: PortPlan): number =>
  isLocal(front) ? (front.healthCheckNodePort ?? port.targetPort) : port.targetPort;

export function listenerOf({ place }: ClusterPlan, front: FrontPlan, port: PortPlan): Listener {
  const { arn, name, id } = front.loadBalancer;
  const listener = arnId('listener', arn, port.port);
  return {
    ListenerArn: `arn:aws:elasticloadbalancing:${place.region}:${place.account}:listener/net/${name}/${id}/${listener}`,
    LoadBalancerArn: arn,
    Port: port.port,
    Protocol: 'TCP',
    DefaultActions: [
      {
        Type: 'forward',
        TargetGroupArn: port.groupArn,
        Order: 1,
        ForwardConfig: { TargetGroups: [{ TargetGroupArn: port.groupArn }] },
      },
    ],
  };
}

const attributes = (values: Readonly<Record<string, string>>): Attribute[] =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

export const loadBalancerAttributes = (): Attribute[] =>
  attributes({
    'load_balancing.cross_zone.enabled': 'false',
    'deletion_protection.enabled': 'false',
    'zonal_shift.config.enabled': 'false',
    'dns_record.client_routing_policy': 'any_availability_zone',
  });

export const targetGroupAttributes = ({ targetType }: FrontPlan): Attribute[] =>
  attributes({
    'proxy_protocol_v2.enabled': 'false',
    'preserve_client_ip.enabled': targetType === 'instance' ? 'true' : 'false',
    'stickiness.enabled': 'false',
    'deregistration_delay.timeout_seconds': '300',
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
    'target_health_state.unhealthy.connection_termination.enabled': 'true',
    'target_health_state.unhealthy.draining_interval_seconds': '0',
  });
