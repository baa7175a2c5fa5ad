/** TargetGroupBindings of the controllers that keep them, and the events they leave behind. */

import type { Event, TargetGroupBinding } from '../../../lambda/snapshot/kubernetes.ts';
import { checkedPort } from '../aws/loadBalancers.ts';
import { suffix, uuid } from '../ids.ts';
import type { ClusterPlan, FrontPlan, PortPlan } from '../plan.ts';
import { times } from '../times.ts';
import { metadata, uidOf } from './metadata.ts';

export const bindingsOf = (plan: ClusterPlan): TargetGroupBinding[] =>
  plan.controller === 'aws-load-balancer-controller' || plan.controller === 'eks-auto-mode'
    ? plan.fronts.flatMap((front) => front.ports.map((port) => bindingOf(plan, front, port)))
    : [];

function bindingOf(plan: ClusterPlan, front: FrontPlan, port: PortPlan): TargetGroupBinding {
  const auto = plan.controller === 'eks-auto-mode';
  const prefix = auto ? 'service.eks.amazonaws.com' : 'service.k8s.aws';
  const ports = [...new Set([port.targetPort, checkedPort(front, port)])].map((number) => ({ port: number, protocol: 'TCP' }));
  return {
    apiVersion: auto ? 'eks.amazonaws.com/v1' : 'elbv2.k8s.aws/v1beta1',
    kind: 'TargetGroupBinding',
    metadata: metadata(
      plan,
      { kind: 'TargetGroupBinding', namespace: front.namespace, name: port.group },
      {
        creationTimestamp: times.loadBalancerCreated,
        generation: 1,
        finalizers: [auto ? 'eks.amazonaws.com/resources' : 'elbv2.k8s.aws/resources'],
        labels: { [`${prefix}/stack-name`]: front.service, [`${prefix}/stack-namespace`]: front.namespace },
        ...(auto ? {} : { annotations: checkpoint(port) }),
      },
    ),
    spec: {
      ipAddressType: 'ipv4',
      networking: { ingress: [{ from: [{ securityGroup: { groupID: plan.backendGroup } }], ports }] },
      serviceRef: { name: front.service, port: port.port },
      targetGroupARN: port.groupArn,
      targetGroupProtocol: 'TCP',
      targetType: front.targetType,
      vpcID: plan.place.vpc,
    },
    status: { observedGeneration: 1 },
  };
}

const checkpoint = (port: PortPlan): Record<string, string> => ({
  'elbv2.k8s.aws/checkpoint': `${suffix(30, port.group, 'endpoints')}/${suffix(30, port.group, 'spec')}`,
  'elbv2.k8s.aws/checkpoint-timestamp': String(Date.parse(times.reconciled) / 1000),
});

export function eventsOf(plan: ClusterPlan): Event[] {
  const component = {
    'aws-load-balancer-controller': 'service',
    'eks-auto-mode': 'service',
    'cloud-provider-aws': undefined,
    none: undefined,
  }[plan.controller];
  if (component === undefined) return [];
  return plan.fronts.map((front) =>
    event(
      plan,
      { kind: 'Service', namespace: front.namespace, name: front.service },
      'Normal',
      'SuccessfullyReconciled',
      'Successfully reconciled',
      component,
    ),
  );
}

/** @param about the object the event is about */
export function event(
  plan: Pick<ClusterPlan, 'name'>,
  about: { kind: string; namespace: string; name: string; apiVersion?: string },
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  component: string,
  at: string = times.reconciled,
): Event {
  const name = `${about.name}.${uuid(plan.name, about.kind, about.name, reason, at).replaceAll('-', '').slice(0, 16)}`;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: metadata(plan, { kind: 'Event', namespace: about.namespace, name }, { creationTimestamp: at }),
    type,
    reason,
    message,
    count: 1,
    firstTimestamp: at,
    lastTimestamp: at,
    involvedObject: {
      apiVersion: about.apiVersion ?? 'v1',
      kind: about.kind,
      namespace: about.namespace,
      name: about.name,
      uid: uidOf(plan, about),
    },
    source: { component },
    reportingComponent: component,
  };
}
