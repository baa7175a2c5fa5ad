/** The Kubernetes objects a snapshot holds, by resource (`<plural>[.<group>]`), with the fields the rules look at. Others are kept and ignored. */

import type * as z from 'zod/mini';
import { ciliumEnvoyConfig, ciliumGatewayClassConfig, ciliumNode, ciliumNodeConfig, ciliumPolicy } from './kubernetes/cilium.ts';
import { configMap, endpointSlice, endpoints, event, node, pod, service } from './kubernetes/core.ts';
import { targetGroupBinding } from './kubernetes/loadBalancerController.ts';
import { gateway, gatewayClass, ingress, ingressClass, route } from './kubernetes/networking.ts';
import { type condition, type labelSelector, plain } from './kubernetes/shapes.ts';
import { customResourceDefinition, daemonSet, deployment, lease } from './kubernetes/workloads.ts';

/** The scope of a resource. */
const [namespaced, clusterScoped] = [scoped(true), scoped(false)];

function scoped<Namespaced extends boolean>(isNamespaced: Namespaced) {
  return <const Kind extends string, const Group extends string, const Versions extends readonly string[], Shape>(
    kind: Kind,
    group: Group,
    versions: Versions,
    shape: Shape,
  ) => ({ kind, group, versions, namespaced: isNamespaced, shape }) as const;
}

/** One row a resource: its kind, API group, versions (preferred first), scope and shape. A rule may read only what stands here. */
export const resources = {
  services: namespaced('Service', '', ['v1'], service),
  endpoints: namespaced('Endpoints', '', ['v1'], endpoints),
  nodes: clusterScoped('Node', '', ['v1'], node),
  pods: namespaced('Pod', '', ['v1'], pod),
  configmaps: namespaced('ConfigMap', '', ['v1'], configMap),
  namespaces: clusterScoped('Namespace', '', ['v1'], plain),
  events: namespaced('Event', '', ['v1'], event),
  'daemonsets.apps': namespaced('DaemonSet', 'apps', ['v1'], daemonSet),
  'deployments.apps': namespaced('Deployment', 'apps', ['v1'], deployment),
  'endpointslices.discovery.k8s.io': namespaced('EndpointSlice', 'discovery.k8s.io', ['v1'], endpointSlice),
  'leases.coordination.k8s.io': namespaced('Lease', 'coordination.k8s.io', ['v1'], lease),
  'ingresses.networking.k8s.io': namespaced('Ingress', 'networking.k8s.io', ['v1'], ingress),
  'ingressclasses.networking.k8s.io': clusterScoped('IngressClass', 'networking.k8s.io', ['v1'], ingressClass),
  'customresourcedefinitions.apiextensions.k8s.io': clusterScoped(
    'CustomResourceDefinition',
    'apiextensions.k8s.io',
    ['v1'],
    customResourceDefinition,
  ),
  'gatewayclasses.gateway.networking.k8s.io': clusterScoped('GatewayClass', 'gateway.networking.k8s.io', ['v1', 'v1beta1'], gatewayClass),
  'gateways.gateway.networking.k8s.io': namespaced('Gateway', 'gateway.networking.k8s.io', ['v1', 'v1beta1'], gateway),
  'httproutes.gateway.networking.k8s.io': namespaced('HTTPRoute', 'gateway.networking.k8s.io', ['v1', 'v1beta1'], route),
  'grpcroutes.gateway.networking.k8s.io': namespaced('GRPCRoute', 'gateway.networking.k8s.io', ['v1', 'v1alpha2'], route),
  'tlsroutes.gateway.networking.k8s.io': namespaced('TLSRoute', 'gateway.networking.k8s.io', ['v1', 'v1alpha3', 'v1alpha2'], route),
  'ciliumnodes.cilium.io': clusterScoped('CiliumNode', 'cilium.io', ['v2'], ciliumNode),
  'ciliumenvoyconfigs.cilium.io': namespaced('CiliumEnvoyConfig', 'cilium.io', ['v2'], ciliumEnvoyConfig),
  'ciliumclusterwideenvoyconfigs.cilium.io': clusterScoped('CiliumClusterwideEnvoyConfig', 'cilium.io', ['v2'], ciliumEnvoyConfig),
  'ciliumnodeconfigs.cilium.io': namespaced('CiliumNodeConfig', 'cilium.io', ['v2', 'v2alpha1'], ciliumNodeConfig),
  'ciliumgatewayclassconfigs.cilium.io': namespaced('CiliumGatewayClassConfig', 'cilium.io', ['v2alpha1'], ciliumGatewayClassConfig),
  'ciliumclusterwidenetworkpolicies.cilium.io': clusterScoped('CiliumClusterwideNetworkPolicy', 'cilium.io', ['v2'], ciliumPolicy),
  'targetgroupbindings.elbv2.k8s.aws': namespaced('TargetGroupBinding', 'elbv2.k8s.aws', ['v1beta1'], targetGroupBinding),
  'targetgroupbindings.eks.amazonaws.com': namespaced('TargetGroupBinding', 'eks.amazonaws.com', ['v1'], targetGroupBinding),
};

/** `<plural>[.<group>]`, as `kubectl get` takes it. */
export type Resource = keyof typeof resources;
export type ResourceTypes = { readonly [R in Resource]: z.infer<(typeof resources)[R]['shape']> };
export type KubernetesObject = ResourceTypes[Resource];

export type Service = ResourceTypes['services'];
export type ServicePort = NonNullable<NonNullable<Service['spec']>['ports']>[number];
export type EndpointSlice = ResourceTypes['endpointslices.discovery.k8s.io'];
export type Endpoints = ResourceTypes['endpoints'];
export type Node = ResourceTypes['nodes'];
export type Pod = ResourceTypes['pods'];
export type ConfigMap = ResourceTypes['configmaps'];
export type Event = ResourceTypes['events'];
export type DaemonSet = ResourceTypes['daemonsets.apps'];
export type Deployment = ResourceTypes['deployments.apps'];
export type Lease = ResourceTypes['leases.coordination.k8s.io'];
export type Ingress = ResourceTypes['ingresses.networking.k8s.io'];
export type GatewayClass = ResourceTypes['gatewayclasses.gateway.networking.k8s.io'];
export type Gateway = ResourceTypes['gateways.gateway.networking.k8s.io'];
export type CiliumNode = ResourceTypes['ciliumnodes.cilium.io'];
export type CiliumEnvoyConfig = ResourceTypes['ciliumenvoyconfigs.cilium.io'];
export type CiliumNodeConfig = ResourceTypes['ciliumnodeconfigs.cilium.io'];
export type CustomResourceDefinition = ResourceTypes['customresourcedefinitions.apiextensions.k8s.io'];
export type TargetGroupBinding = ResourceTypes['targetgroupbindings.elbv2.k8s.aws'];
export type LabelSelector = z.infer<typeof labelSelector>;
export type Condition = z.infer<typeof condition>;
