/** What a person writes to expose something through Cilium (class, Gateway, route, Ingress), with the status Cilium gives it. */

import type { Gateway, GatewayClass, Ingress, ResourceTypes } from '../../../lambda/snapshot/kubernetes.ts';
import type { ClusterPlan, FrontPlan } from '../plan.ts';
import { later, times } from '../times.ts';
import { condition, metadata } from './metadata.ts';
import { annotationsOf, gatewayApi } from './services.ts';

export const controllerName = 'io.cilium/gateway-controller';
export const hostOf = ({ backend }: FrontPlan): string => `${backend.name}.shop.example.com`;

export const gatewayClassOf = (plan: ClusterPlan): GatewayClass => ({
  apiVersion: gatewayApi,
  kind: 'GatewayClass',
  metadata: metadata(
    plan,
    { kind: 'GatewayClass', name: 'cilium' },
    { creationTimestamp: times.configured, generation: 1, labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
  ),
  spec: { controllerName, description: 'The default Cilium GatewayClass' },
  status: {
    conditions: [
      { ...condition('Accepted', 'True', 'Accepted', 'Valid GatewayClass', later(times.operatorStarted, 30)), observedGeneration: 1 },
    ],
  },
});

export function gatewayOf(plan: ClusterPlan, front: FrontPlan): Gateway {
  const annotations = annotationsOf(front, plan);
  return {
    apiVersion: gatewayApi,
    kind: 'Gateway',
    metadata: metadata(
      plan,
      { kind: 'Gateway', namespace: front.namespace, name: front.owner },
      { creationTimestamp: times.exposed, generation: 1 },
    ),
    spec: {
      gatewayClassName: 'cilium',
      ...(plan.minor >= 15 && Object.keys(annotations).length > 0 ? { infrastructure: { annotations } } : {}),
      listeners: front.ports.map(({ port }) => listenerOf(port)),
    },
    status: {
      addresses: addressesOf(plan, front),
      conditions: [
        { ...condition('Accepted', 'True', 'Accepted', 'Gateway successfully scheduled', times.exposed), observedGeneration: 1 },
        {
          ...condition('Programmed', 'True', 'Programmed', 'Gateway successfully reconciled', times.loadBalancerCreated),
          observedGeneration: 1,
        },
      ],
      listeners: front.ports.map(({ port }, index) => ({
        attachedRoutes: index === front.ports.length - 1 ? 1 : 0,
        conditions: ['Programmed', 'Accepted', 'ResolvedRefs'].map((type) =>
          condition(type, 'True', type, type === 'ResolvedRefs' ? 'Resolved Refs' : `Listener ${type}`, times.loadBalancerCreated),
        ),
        name: listenerName(port),
        supportedKinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
      })),
    },
  };
}

const addressesOf = (plan: ClusterPlan, front: FrontPlan) =>
  front.hostNetwork
    ? plan.nodes.map(({ address }) => ({ type: 'IPAddress', value: address }))
    : [{ type: 'Hostname', value: front.loadBalancer.dnsName }];

const listenerName = (port: number): string => (port === 443 ? 'https' : port === 80 ? 'http' : `port-${port}`);

function listenerOf(port: number) {
  const common = { allowedRoutes: { namespaces: { from: 'All' } }, name: listenerName(port), port };
  if (port % 1000 !== 443) return { ...common, protocol: 'HTTP' };
  return {
    ...common,
    hostname: '*.shop.example.com',
    protocol: 'HTTPS',
    tls: { certificateRefs: [{ group: '', kind: 'Secret', name: 'shop-wildcard-tls' }], mode: 'Terminate' },
  };
}

export function httpRouteOf(plan: ClusterPlan, front: FrontPlan): ResourceTypes['httproutes.gateway.networking.k8s.io'] {
  const last = front.ports.at(-1)?.port ?? 80;
  const parentRef = {
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    name: front.owner,
    namespace: front.namespace,
    sectionName: listenerName(last),
  };
  return {
    apiVersion: gatewayApi,
    kind: 'HTTPRoute',
    metadata: metadata(
      plan,
      { kind: 'HTTPRoute', namespace: front.backend.namespace, name: front.backend.name },
      { creationTimestamp: times.exposed, generation: 1 },
    ),
    spec: {
      hostnames: [hostOf(front)],
      parentRefs: [parentRef],
      rules: [
        {
          backendRefs: [{ group: '', kind: 'Service', name: front.backend.name, port: 8080, weight: 1 }],
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        },
      ],
    },
    status: {
      parents: [
        {
          conditions: [
            { ...condition('Accepted', 'True', 'Accepted', 'Accepted HTTPRoute', times.loadBalancerCreated), observedGeneration: 1 },
            {
              ...condition('ResolvedRefs', 'True', 'ResolvedRefs', 'Service reference is valid', times.loadBalancerCreated),
              observedGeneration: 1,
            },
          ],
          controllerName,
          parentRef,
        },
      ],
    },
  };
}

export function ingressOf(plan: ClusterPlan, front: FrontPlan): Ingress {
  const { backend } = front;
  const host = hostOf(front);
  const secure = front.ports.some(({ port }) => port === 443);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadata(
      plan,
      { kind: 'Ingress', namespace: backend.namespace, name: front.owner },
      { creationTimestamp: times.exposed, generation: 1 },
    ),
    spec: {
      ingressClassName: 'cilium',
      ...(secure ? { tls: [{ hosts: [host], secretName: 'shop-wildcard-tls' }] } : {}),
      rules: [
        {
          host,
          http: { paths: [{ backend: { service: { name: backend.name, port: { number: 8080 } } }, path: '/', pathType: 'Prefix' }] },
        },
      ],
    },
    status: { loadBalancer: front.hostNetwork ? {} : { ingress: [{ hostname: front.loadBalancer.dnsName }] } },
  };
}

export const ingressClassOf = (plan: ClusterPlan): ResourceTypes['ingressclasses.networking.k8s.io'] => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: metadata(plan, { kind: 'IngressClass', name: 'cilium' }, { creationTimestamp: times.configured, generation: 1 }),
  spec: { controller: 'cilium.io/ingress-controller' },
});
