/** One Kubernetes cluster of a made world: every list as its API server answers it. */

import type { KubernetesObject, Resource } from '../../lambda/snapshot/kubernetes.ts';
import type { ClusterSnapshot, ContainerLog, Reading, Scope } from '../../lambda/snapshot/snapshot.ts';
import { eksClusterOf } from './aws/eks.ts';
import { bindingsOf, eventsOf } from './kubernetes/bindings.ts';
import { configMapsOf } from './kubernetes/configuration.ts';
import { definitionsOf } from './kubernetes/definitions.ts';
import { envoyConfigOf } from './kubernetes/envoyConfig.ts';
import { gatewayClassOf, gatewayOf, httpRouteOf, ingressClassOf, ingressOf } from './kubernetes/gateways.ts';
import { metadata } from './kubernetes/metadata.ts';
import { ciliumNodeOf, nodeOf } from './kubernetes/nodes.ts';
import { podsOf } from './kubernetes/pods.ts';
import { backendService, backendSlice, frontService, placeholderEndpoints, placeholderSlice } from './kubernetes/services.ts';
import { daemonSetsOf, deploymentsOf, leasesOf } from './kubernetes/workloads.ts';
import type { ClusterPlan } from './plan.ts';
import { later, times } from './times.ts';

type Lists = Partial<Record<Resource, readonly KubernetesObject[]>>;

export function clusterOf(plan: ClusterPlan): ClusterSnapshot {
  const lists = { ...coreLists(plan), ...gatewayLists(plan), ...ciliumLists(plan), ...bindingLists(plan) };
  const readings = Object.entries(lists).map(([resource, items]) => [resource, readingOf(plan, resource, items)] as const);
  return {
    name: plan.name,
    region: plan.place.region,
    eks: eksClusterOf(plan),
    readings: new Map(readings) as ClusterSnapshot['readings'],
    partial: new Set(),
    unreadable: [],
    logs: logsOf(plan),
  };
}

/** Pods and events by what is behind the load balancers; what is not installed is no empty list. */
function readingOf(plan: ClusterPlan, resource: string, items: readonly KubernetesObject[] | undefined): Reading<KubernetesObject> {
  if (items === undefined) return { state: 'complete', items: [], installed: false };
  const scopes = resource === 'pods' ? podScopes(plan) : resource === 'events' ? eventScopes(plan) : narrowScopes[resource];
  return scopes === undefined ? { state: 'complete', items } : { state: 'scoped', items, scopes };
}

const kubeSystem = { namespace: 'kube-system' };
const systemSelectors = [
  'k8s-app=cilium',
  'k8s-app=cilium-envoy',
  'io.cilium/app=operator',
  'k8s-app=kube-proxy',
  'app.kubernetes.io/name=aws-load-balancer-controller',
];
const narrowScopes: Readonly<Record<string, readonly Scope[]>> = { configmaps: [kubeSystem], 'leases.coordination.k8s.io': [kubeSystem] };

const podScopes = ({ fronts }: ClusterPlan): readonly Scope[] => [
  ...systemSelectors.map((selector) => ({ ...kubeSystem, selector })),
  ...fronts.map(({ backend }) => ({ namespace: backend.namespace, selector: `app.kubernetes.io/name=${backend.name}` })),
];

const eventScopes = ({ fronts }: ClusterPlan): readonly Scope[] =>
  [...new Set(['kube-system', ...fronts.map(({ namespace }) => namespace)])].map((namespace) => ({ namespace }));

function coreLists(plan: ClusterPlan): Lists {
  const { fronts } = plan;
  const envoyFronts = fronts.filter(({ kind }) => kind !== 'plain');
  const names = new Set(['default', 'kube-system', ...fronts.flatMap(({ namespace, backend }) => [namespace, backend.namespace])]);
  return {
    services: [...fronts.map((front) => frontService(plan, front)), ...envoyFronts.map((front) => backendService(plan, front))],
    endpoints: fronts.flatMap((front) => placeholderEndpoints(plan, front)),
    'endpointslices.discovery.k8s.io': fronts.flatMap((front) => [...placeholderSlice(plan, front), backendSlice(plan, front)]),
    nodes: plan.nodes.map((node) => nodeOf(plan, node)),
    pods: podsOf(plan),
    configmaps: configMapsOf(plan),
    namespaces: [...names].map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: metadata(plan, { kind: 'Namespace', name }),
      status: { phase: 'Active' },
    })),
    events: eventsOf(plan),
    'daemonsets.apps': daemonSetsOf(plan),
    'deployments.apps': deploymentsOf(plan),
    'leases.coordination.k8s.io': leasesOf(plan),
    'ingresses.networking.k8s.io': fronts.filter(({ kind }) => kind === 'ingress').map((front) => ingressOf(plan, front)),
    'ingressclasses.networking.k8s.io': plan.ingress ? [ingressClassOf(plan)] : [],
    'customresourcedefinitions.apiextensions.k8s.io': definitionsOf(plan),
  };
}

function gatewayLists(plan: ClusterPlan): Record<string, readonly KubernetesObject[] | undefined> {
  const fronts = plan.fronts.filter(({ kind }) => kind === 'gateway');
  const ifGateway = <T>(list: readonly T[]) => (plan.gateway ? list : undefined);
  return {
    'gatewayclasses.gateway.networking.k8s.io': ifGateway([gatewayClassOf(plan)]),
    'gateways.gateway.networking.k8s.io': ifGateway(fronts.map((front) => gatewayOf(plan, front))),
    'httproutes.gateway.networking.k8s.io': ifGateway(fronts.map((front) => httpRouteOf(plan, front))),
    'grpcroutes.gateway.networking.k8s.io': ifGateway([]),
    'tlsroutes.gateway.networking.k8s.io': plan.minor >= 20 || plan.minor <= 15 ? ifGateway([]) : undefined,
  };
}

function ciliumLists(plan: ClusterPlan): Record<string, readonly KubernetesObject[] | undefined> {
  return {
    'ciliumnodes.cilium.io': plan.nodes.map((node) => ciliumNodeOf(plan, node)),
    'ciliumenvoyconfigs.cilium.io': plan.fronts.filter(({ kind }) => kind !== 'plain').map((front) => envoyConfigOf(plan, front)),
    'ciliumclusterwideenvoyconfigs.cilium.io': [],
    'ciliumnodeconfigs.cilium.io': [],
    'ciliumgatewayclassconfigs.cilium.io': plan.minor >= 18 ? [] : undefined,
    'ciliumclusterwidenetworkpolicies.cilium.io': [],
  };
}

function bindingLists(plan: ClusterPlan): Record<string, readonly KubernetesObject[] | undefined> {
  const bindings = bindingsOf(plan);
  return {
    'targetgroupbindings.elbv2.k8s.aws': plan.controller === 'aws-load-balancer-controller' ? bindings : undefined,
    'targetgroupbindings.eks.amazonaws.com': plan.controller === 'eks-auto-mode' ? bindings : undefined,
  };
}

/** 1.18 and newer log the operator's keys as unknown to the agent: normal in every healthy cluster. */
function logsOf(plan: ClusterPlan): ContainerLog[] {
  if (plan.nodes.length > 20) return [];
  const agents = podsOf(plan).filter(({ metadata: { labels } }) => labels?.['k8s-app'] === 'cilium');
  return agents.map(({ metadata: { name }, status }) => {
    const started = later(status?.startTime ?? times.agentsStarted, 25).replace('Z', '.279083038Z');
    const ready = `time=${started} level=info msg="Daemon initialization completed" module=agent.controlplane.daemon bootstrapTime=6.160s`;
    const drift = `time=${started} level=warn msg="No local entry found" module=agent.controlplane.config-drift-checker key=gateway-api-hostnetwork-enabled expectedValue=${plan.hostNetwork} expectedSource=kube-system/cilium-config`;
    return {
      namespace: 'kube-system',
      pod: name,
      container: 'cilium-agent',
      lines: plan.minor >= 18 && plan.gateway ? [ready, drift] : [ready],
    };
  });
}
