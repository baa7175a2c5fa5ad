/** The Service behind a load balancer, the Service with the pods, and the endpoints of both. */

import type { EndpointSlice, Endpoints, Service } from '../../../lambda/snapshot/kubernetes.ts';
import { backendNodes } from '../aws/targets.ts';
import { numberFrom, suffix } from '../ids.ts';
import { type ClusterPlan, type FrontPlan, podAddress } from '../plan.ts';
import { times } from '../times.ts';
import { metadata, ownedBy, uidOf } from './metadata.ts';
import { backendPodName } from './pods.ts';

export const gatewayApi = 'gateway.networking.k8s.io/v1';

const classes = { 'aws-load-balancer-controller': 'service.k8s.aws/nlb', 'eks-auto-mode': 'eks.amazonaws.com/nlb' } as const;
const finalizers = {
  'aws-load-balancer-controller': 'service.k8s.aws/resources',
  'eks-auto-mode': 'service.eks.amazonaws.com/resources',
  'cloud-provider-aws': 'service.kubernetes.io/load-balancer-cleanup',
  none: '',
} as const;

export function frontLabels({ kind, owner }: FrontPlan, { minor }: ClusterPlan): Record<string, string> {
  if (kind === 'plain') return { 'app.kubernetes.io/name': owner };
  if (kind === 'ingress') return { 'cilium.io/ingress': 'true' };
  return { 'io.cilium.gateway/owning-gateway': owner, ...(minor >= 17 ? { 'gateway.networking.k8s.io/gateway-name': owner } : {}) };
}

export const frontOwner = (plan: ClusterPlan, { kind, owner, namespace }: FrontPlan) =>
  kind === 'gateway' ? { ownerReferences: ownedBy(plan, gatewayApi, { kind: 'Gateway', namespace, name: owner }) } : {};

const annotationsOf = (front: FrontPlan, { controller }: ClusterPlan): Record<string, string> => ({
  ...(controller === 'cloud-provider-aws' ? { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' } : {}),
  ...(front.hostNetwork || controller === 'none' ? {} : schemeOf(front, controller)),
  ...(front.targetType === 'ip' ? { 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip' } : {}),
  ...front.annotations,
});

/** What a Gateway passes on through `spec.infrastructure`, and what is written on other Services by hand. */
function schemeOf({ scheme }: FrontPlan, controller: string): Record<string, string> {
  if (controller !== 'cloud-provider-aws') return { 'service.beta.kubernetes.io/aws-load-balancer-scheme': scheme };
  return scheme === 'internal' ? { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'true' } : {};
}

export { annotationsOf };

export function frontService(plan: ClusterPlan, front: FrontPlan): Service {
  const balanced = !front.hostNetwork && plan.controller !== 'none';
  const finalizer = balanced ? { finalizers: [finalizers[plan.controller]] } : {};
  const identity = { kind: 'Service', namespace: front.namespace, name: front.service };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(plan, identity, {
      creationTimestamp: times.exposed,
      labels: frontLabels(front, plan),
      annotations: annotationsOf(front, plan),
      ...finalizer,
      ...frontOwner(plan, front),
    }),
    spec: frontSpec(plan, front, balanced),
    status: { loadBalancer: balanced ? { ingress: [{ hostname: front.loadBalancer.dnsName }] } : {} },
  };
}

function frontSpec(plan: ClusterPlan, front: FrontPlan, balanced: boolean): NonNullable<Service['spec']> {
  const classOf = plan.controller in classes ? { loadBalancerClass: classes[plan.controller as keyof typeof classes] } : {};
  const nodePorts = !front.hostNetwork || isNodePortInHostNetwork(plan);
  return {
    clusterIP: clusterAddress(front.uid),
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ports: front.ports.map(({ name, port, nodePort, podPort }) => ({
      name,
      port,
      protocol: 'TCP',
      targetPort: front.kind === 'plain' ? podPort : port,
      ...(nodePorts ? { nodePort } : {}),
    })),
    ...(front.kind === 'plain' ? { selector: { 'app.kubernetes.io/name': front.backend.name } } : {}),
    sessionAffinity: 'None',
    type: balanced ? 'LoadBalancer' : nodePorts ? 'NodePort' : 'ClusterIP',
    ...(nodePorts ? { externalTrafficPolicy: front.policy } : {}),
    ...(balanced ? { allocateLoadBalancerNodePorts: true, ...classOf } : {}),
    ...(front.healthCheckNodePort === undefined ? {} : { healthCheckNodePort: front.healthCheckNodePort }),
  };
}

/** 1.19.5 and newer keep NodePorts in host network mode. */
const isNodePortInHostNetwork = ({ minor, version }: ClusterPlan): boolean =>
  minor >= 20 || (minor === 19 && Number(version.split('.')[2]) >= 5);

const clusterAddress = (uid: string): string => `172.20.${numberFrom(255, uid)}.${1 + numberFrom(250, uid, 'last')}`;

export function backendService(plan: ClusterPlan, { backend }: FrontPlan): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(
      plan,
      { kind: 'Service', namespace: backend.namespace, name: backend.name },
      { labels: { 'app.kubernetes.io/name': backend.name } },
    ),
    spec: {
      clusterIP: clusterAddress(backend.uid),
      ipFamilies: ['IPv4'],
      ports: [{ name: 'http', port: 8080, protocol: 'TCP', targetPort: 8080 }],
      selector: { 'app.kubernetes.io/name': backend.name },
      type: 'ClusterIP',
    },
    status: { loadBalancer: {} },
  };
}

const placeholder = '192.192.192.192';

/** Up to 1.18 an Endpoints object that the API server mirrors; since 1.19 a slice of Cilium's own. */
export function placeholderEndpoints(plan: ClusterPlan, front: FrontPlan): Endpoints[] {
  if (front.kind === 'plain' || plan.minor >= 19) return [];
  const { namespace, service: name } = front;
  return [
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: metadata(
        plan,
        { kind: 'Endpoints', namespace, name },
        { creationTimestamp: times.exposed, labels: frontLabels(front, plan), ...frontOwner(plan, front) },
      ),
      subsets: [{ addresses: [{ ip: placeholder }], ports: [{ port: 9999, protocol: 'TCP' }] }],
    },
  ];
}

export function placeholderSlice(plan: ClusterPlan, front: FrontPlan): EndpointSlice[] {
  if (front.kind === 'plain') return [];
  const { namespace, service } = front;
  const mirrored = plan.minor < 19;
  const labels = {
    ...frontLabels(front, plan),
    'kubernetes.io/service-name': service,
    ...(mirrored ? { 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' } : {}),
  };
  const name = mirrored ? `${service}-${suffix(5, plan.name, service)}` : service;
  return [
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: metadata(plan, { kind: 'EndpointSlice', namespace, name }, { creationTimestamp: times.exposed, labels }),
      addressType: 'IPv4',
      endpoints: [{ addresses: [placeholder], conditions: { ready: true } }],
      ports: [{ name: '', port: 9999, protocol: 'TCP' }],
    },
  ];
}

export function backendSlice(plan: ClusterPlan, front: FrontPlan): EndpointSlice {
  const { namespace, name } = front.backend;
  const ports =
    front.kind === 'plain'
      ? front.ports.map((port) => ({ name: port.name, port: port.podPort, protocol: 'TCP' }))
      : [{ name: 'http', port: 8080, protocol: 'TCP' }];
  const pods = backendNodes(plan, front).map((node, index) => ({
    node,
    pod: backendPodName(plan, front, node),
    address: podAddress(plan, node, 40 + index),
  }));
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: metadata(
      plan,
      { kind: 'EndpointSlice', namespace, name: `${name}-${suffix(5, plan.name, namespace, name)}` },
      {
        labels: {
          'app.kubernetes.io/name': name,
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
          'kubernetes.io/service-name': name,
        },
        ownerReferences: ownedBy(plan, 'v1', { kind: 'Service', namespace, name }),
      },
    ),
    addressType: 'IPv4',
    endpoints: pods.map(({ node, pod, address }) => ({
      addresses: [address],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: node.name,
      targetRef: { kind: 'Pod', namespace, name: pod, uid: uidOf(plan, { kind: 'Pod', namespace, name: pod }) },
      zone: node.zone,
    })),
    ports,
  };
}
