/** Cilium: what an agent does when it starts, and what the operator keeps in order while it runs. */

import { randomUUID } from 'node:crypto';
import type { CiliumEnvoyConfig, CiliumNode, Gateway, Node, Pod, Service } from '../../lambda/snapshot/kubernetes.ts';
import { matches } from '../../lambda/snapshot/selectors.ts';
import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { numberFrom } from '../world/ids.ts';
import { objectsOf, type Step, withObject, withObjects } from './step.ts';

export const agentKey = ({ region, name }: ClusterSnapshot, node: string): string => `${region}/${name}/${node}`;

/** What a container that has just become ready does. */
export function started(cluster: ClusterSnapshot, pod: Pod, step: Step): ClusterSnapshot {
  const labels = pod.metadata.labels ?? {};
  if (labels['k8s-app'] === 'cilium') return agentStarted(cluster, pod, step);
  if (labels['io.cilium/app'] === 'operator') step.memory.touched.set(pod.metadata.name, 'operator');
  if (labels['app.kubernetes.io/name'] === 'aws-load-balancer-controller')
    step.memory.touched.set(pod.metadata.name, 'load-balancer-controller');
  return cluster;
}

/** The agent reads its configuration once, and publishes an ingress address exactly where Envoy configuration is on. */
function agentStarted(cluster: ClusterSnapshot, { metadata, spec }: Pod, { memory }: Step): ClusterSnapshot {
  const node = spec?.nodeName ?? '';
  const configuration = configurationFor(cluster, metadata.namespace ?? '', node);
  memory.agents.set(agentKey(cluster, node), configuration);
  const ciliumNode = objectsOf(cluster, 'ciliumnodes.cilium.io').find((one) => one.metadata.name === node);
  if (ciliumNode === undefined) return cluster;
  const isOn = configuration['enable-envoy-config'] === 'true';
  if (isOn === (ciliumNode.spec?.ingress?.ipv4 !== undefined)) return cluster;
  return withObject('ciliumnodes.cilium.io', ciliumNode, withIngress(ciliumNode, isOn))(cluster);
}

const withIngress = (node: CiliumNode, isOn: boolean): CiliumNode => ({
  ...node,
  metadata: { ...node.metadata, generation: (node.metadata.generation ?? 1) + 1 },
  spec: { ...node.spec, ingress: isOn ? { ipv4: ingressAddress(node) } : {} },
});

/** An address of the node's own pod range that none of its other addresses has. */
function ingressAddress({ metadata, spec }: CiliumNode): string {
  const range = spec?.ipam?.podCIDRs?.[0] ?? '10.42.0.0/24';
  const taken = new Set((spec?.addresses ?? []).map(({ ip }) => ip));
  const base = range.split('.').slice(0, 3).join('.');
  const first = numberFrom(200, 'ingress', metadata.name) + 20;
  return taken.has(`${base}.${first}`) ? `${base}.${first + 1}` : `${base}.${first}`;
}

/** cilium-config, and over it every CiliumNodeConfig that selects the node. */
export function configurationFor(cluster: ClusterSnapshot, namespace: string, nodeName: string): Readonly<Record<string, string>> {
  const config = objectsOf(cluster, 'configmaps').find(
    ({ metadata }) => metadata.name === 'cilium-config' && metadata.namespace === namespace,
  );
  const node: Node | undefined = objectsOf(cluster, 'nodes').find(({ metadata }) => metadata.name === nodeName);
  const overrides = objectsOf(cluster, 'ciliumnodeconfigs.cilium.io').filter(
    ({ metadata, spec }) =>
      metadata.namespace === namespace && spec?.nodeSelector != null && matches(spec.nodeSelector, node?.metadata.labels),
  );
  return Object.assign({}, config?.data, ...overrides.map(({ spec }) => spec?.defaults));
}

/** The operator at work: Services get the annotations of their Gateways, and a Gateway without Envoy configuration gets one when the operator starts. */
export function operated(cluster: ClusterSnapshot, { memory, now }: Step): ClusterSnapshot {
  const touched = [...memory.touched];
  const hasRestarted = touched.some(([, what]) => what === 'operator');
  const isWritten = touched.some(([, what]) => what === 'gateways.gateway.networking.k8s.io');
  for (const [key, what] of touched) if (what === 'operator' || what === 'gateways.gateway.networking.k8s.io') memory.touched.delete(key);
  if (!hasRestarted && !isWritten) return cluster;
  const gateways = objectsOf(cluster, 'gateways.gateway.networking.k8s.io').filter((gateway) => isOurs(cluster, gateway));
  return gateways.reduce((before, gateway) => {
    const annotated = withAnnotations(before, gateway, memory);
    return hasRestarted ? withEnvoyConfig(annotated, gateway, now) : annotated;
  }, cluster);
}

function isOurs(cluster: ClusterSnapshot, { spec }: Gateway): boolean {
  const gatewayClass = objectsOf(cluster, 'gatewayclasses.gateway.networking.k8s.io').find(
    ({ metadata }) => metadata.name === spec?.gatewayClassName,
  );
  const config = objectsOf(cluster, 'configmaps').find(({ metadata }) => metadata.name === 'cilium-config');
  return gatewayClass?.spec?.controllerName === 'io.cilium/gateway-controller' && config?.data?.['enable-gateway-api'] === 'true';
}

const serviceOf = (cluster: ClusterSnapshot, { metadata }: Gateway): Service | undefined =>
  objectsOf(cluster, 'services').find(
    (service) => service.metadata.namespace === metadata.namespace && service.metadata.name === `cilium-gateway-${metadata.name}`,
  );

/** The operator copies `spec.infrastructure.annotations`, and nothing of `metadata.annotations`. */
function withAnnotations(cluster: ClusterSnapshot, gateway: Gateway, memory: Step['memory']): ClusterSnapshot {
  const service = serviceOf(cluster, gateway);
  const wanted = gateway.spec?.infrastructure?.annotations ?? {};
  if (service === undefined || Object.entries(wanted).every(([name, value]) => service.metadata.annotations?.[name] === value))
    return cluster;
  const annotations = { ...service.metadata.annotations, ...wanted };
  memory.touched.set(service.metadata.uid ?? service.metadata.name, 'services');
  return withObject('services', service, { ...service, metadata: { ...service.metadata, annotations } })(cluster);
}

function withEnvoyConfig(cluster: ClusterSnapshot, gateway: Gateway, now: string): ClusterSnapshot {
  const service = serviceOf(cluster, gateway);
  if (service === undefined) return cluster;
  const { name, namespace } = service.metadata;
  const isThere = objectsOf(cluster, 'ciliumenvoyconfigs.cilium.io').some(({ spec }) =>
    spec?.services?.some((one) => one.name === name && one.namespace === namespace),
  );
  if (isThere) return cluster;
  const config: CiliumEnvoyConfig = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumEnvoyConfig',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid: randomUUID(),
      creationTimestamp: now,
      generation: 1,
      ownerReferences: [
        {
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'Gateway',
          name: gateway.metadata.name,
          uid: gateway.metadata.uid,
          controller: true,
        },
      ],
    },
    spec: {
      services: [
        {
          name,
          ...(namespace === undefined ? {} : { namespace }),
          listener: '',
          ports: (service.spec?.ports ?? []).flatMap(({ port }) => (port === undefined ? [] : [port])),
        },
      ],
      resources: [{ '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener', name: 'listener', filterChains: [] }],
    },
  };
  return withObjects('ciliumenvoyconfigs.cilium.io', (items) => [...items, config])(cluster);
}
