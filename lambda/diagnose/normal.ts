/** What looks odd behind a Cilium Gateway and is normal: readers of older reports look for these, so the diagnosis says why they are no fault. */

import { isVersionIn, setting } from '../topology/cilium.ts';
import { found } from '../topology/lookup.ts';
import { placeholder } from '../topology/origin.ts';
import type { NetworkLoadBalancer } from '../topology/topology.ts';
import type { LoadBalancerDiagnosis } from './diagnosis.ts';

type Note = LoadBalancerDiagnosis['normal'][number];

export function normalOf(loadBalancer: NetworkLoadBalancer): readonly Note[] {
  const { origin } = loadBalancer;
  if (origin === undefined || !origin.servedByEnvoy.known || !origin.servedByEnvoy.value.yes) return [];
  return notes.flatMap((note) => note(loadBalancer) ?? []);
}

const notes: readonly ((loadBalancer: NetworkLoadBalancer) => Note | undefined)[] = [
  placeholderEndpoint,
  noPodsInNamespace,
  externalEnvoy,
  hostNetworkOff,
  noLocalEntry,
  noBackends,
  programmed,
];

function placeholderEndpoint({ cluster, origin }: NetworkLoadBalancer): Note | undefined {
  if (cluster === undefined || origin === undefined) return undefined;
  const { namespace } = origin;
  const inEndpoints = found(cluster.snapshot, 'endpoints').some(
    (one) =>
      one.metadata.namespace === namespace && one.subsets?.some((subset) => subset.addresses?.some(({ ip }) => ip === placeholder.address)),
  );
  const inSlices = found(cluster.snapshot, 'endpointslices.discovery.k8s.io').some(
    (slice) => slice.metadata.namespace === namespace && slice.endpoints?.some((one) => one.addresses?.includes(placeholder.address)),
  );
  if (!inEndpoints && !inSlices) return undefined;
  return {
    what: `The Service has the single endpoint ${placeholder.address}:${placeholder.port}`,
    because: "Cilium's operator writes this placeholder behind every Gateway and Ingress Service, healthy or not; traffic never goes there",
  };
}

function noPodsInNamespace({ cluster, origin }: NetworkLoadBalancer): Note | undefined {
  if (cluster === undefined || origin === undefined || !origin.gateway.known || origin.gateway.value === undefined) return undefined;
  const { namespace } = origin;
  if (found(cluster.snapshot, 'pods').some((pod) => pod.metadata.namespace === namespace)) return undefined;
  return {
    what: `No proxy pods run in namespace ${namespace}`,
    because:
      "Cilium starts no pods for a Gateway: the Envoy of each node (DaemonSet cilium-envoy, or the agent's own) answers for all of them",
  };
}

function externalEnvoy({ cluster }: NetworkLoadBalancer): Note | undefined {
  return settingNote(
    cluster,
    'external-envoy-proxy',
    'true',
    'it only says that Envoy runs in the DaemonSet cilium-envoy, the default since 1.16; there is no mode in which you deploy Envoy yourself',
  );
}

function hostNetworkOff({ cluster }: NetworkLoadBalancer): Note | undefined {
  return settingNote(
    cluster,
    'gateway-api-hostnetwork-enabled',
    'false',
    'this is the normal mode behind a load balancer; "true" turns the Service into one without a load balancer, and the NLB is deleted',
  );
}

function settingNote(cluster: NetworkLoadBalancer['cluster'], key: string, value: string, because: string): Note | undefined {
  if (cluster === undefined) return undefined;
  const told = setting(cluster, key);
  return told.known && told.value.explicit && told.value.value === value ? { what: `${key}: "${value}"`, because } : undefined;
}

function noLocalEntry({ cluster }: NetworkLoadBalancer): Note | undefined {
  const lines = cluster?.snapshot.logs.flatMap((log) => log.lines.filter((line) => line.includes('No local entry found'))) ?? [];
  const keys = [...new Set(lines.flatMap((line) => /\bkey"?[=:]\s*"?([\w.-]+)/.exec(line)?.[1] ?? []))].toSorted();
  if (keys.length === 0) return undefined;
  return {
    what: `Agents log "No local entry found" for ${keys.slice(0, 5).join(', ')}`,
    because: 'only the operator has such a setting, the agent never does; the line appears in every healthy cluster',
  };
}

function noBackends({ cluster }: NetworkLoadBalancer): Note | undefined {
  if (cluster === undefined || !cluster.ciliumVersion.known) return undefined;
  if (isVersionIn(cluster.ciliumVersion.value, '1.18.0', '1.20.0') !== true) return undefined;
  return {
    what: 'cilium-dbg service list shows the NodePorts without back ends',
    because:
      'from 1.18 the agent drops the placeholder on purpose; a NodePort that Envoy answers has no back end there (1.20 shows the proxy port instead)',
  };
}

function programmed({ origin }: NetworkLoadBalancer): Note | undefined {
  if (origin === undefined || !origin.gateway.known || origin.gateway.value === undefined) return undefined;
  const isProgrammed = origin.gateway.value.status?.conditions?.some(({ type, status }) => type === 'Programmed' && status === 'True');
  if (!isProgrammed) return undefined;
  return {
    what: 'The Gateway says Accepted and Programmed',
    because: "these are the operator's words; nothing in a Gateway's status reflects the agents, Envoy or the health of targets",
  };
}
