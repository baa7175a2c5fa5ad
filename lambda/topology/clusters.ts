/** Clusters as rules see them: nodes with their agent, Envoy and CiliumNode, where Cilium runs, and which version. */

import { gapSentence } from '../snapshot/gaps.ts';
import type { CiliumNode, DaemonSet, Node, Pod } from '../snapshot/kubernetes.ts';
import { wasReadFor } from '../snapshot/selectors.ts';
import { type ClusterSnapshot, reading } from '../snapshot/snapshot.ts';
import { type Fact, known } from './fact.ts';
import { found, listed, missingResource, objectOf } from './lookup.ts';
import type { Cluster, ClusterNode } from './topology.ts';

export function clusterOf(snapshot: ClusterSnapshot): Cluster {
  const refused = snapshot.unreadable.find(({ what }) => what === 'kubernetes');
  const ciliumNamespace = namespaceOf(snapshot);
  return {
    name: snapshot.name,
    region: snapshot.region,
    snapshot,
    reachable: refused !== undefined ? false : snapshot.readings.size > 0 ? true : undefined,
    error: refused === undefined ? undefined : gapSentence(refused),
    nodes: nodesOf(snapshot, ciliumNamespace),
    ciliumNamespace,
    ciliumVersion: versionOf(snapshot, ciliumNamespace),
  };
}

/** A cluster that a tag names and of which nothing was read. */
export const unreadCluster = (name: string, region: string): Cluster =>
  clusterOf({ name, region, eks: undefined, readings: new Map(), partial: new Set(), unreadable: [], logs: [] });

function namespaceOf(snapshot: ClusterSnapshot): string {
  const byLabel = [...found(snapshot, 'daemonsets.apps'), ...found(snapshot, 'pods')].find(
    ({ metadata }) => metadata.labels?.['k8s-app'] === 'cilium',
  );
  const byName = found(snapshot, 'configmaps').find(({ metadata }) => metadata.name === 'cilium-config');
  return byLabel?.metadata.namespace ?? byName?.metadata.namespace ?? 'kube-system';
}

function nodesOf(snapshot: ClusterSnapshot, namespace: string): Fact<readonly ClusterNode[]> {
  const nodes = listed(snapshot, 'nodes');
  if (!nodes.known) return nodes;
  return known(allNodes(snapshot, namespace));
}

/** All nodes that were seen, whether or not the list was whole. */
export function allNodes(snapshot: ClusterSnapshot, namespace: string): readonly ClusterNode[] {
  const agents = podsByNode(snapshot, namespace, 'cilium');
  const envoys = podsByNode(snapshot, namespace, 'cilium-envoy');
  return found(snapshot, 'nodes')
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map((node) => {
      const ciliumNode = objectOf(snapshot, 'ciliumnodes.cilium.io', undefined, node.metadata.name);
      return {
        name: node.metadata.name,
        instanceId: instanceIdOf(node),
        internalIp: node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address,
        zone: node.metadata.labels?.['topology.kubernetes.io/zone'] ?? node.metadata.labels?.['failure-domain.beta.kubernetes.io/zone'],
        object: node,
        ready: readyOf(node),
        ciliumNode,
        ingressAddress: ingressAddressOf(snapshot, ciliumNode, node.metadata.name),
        agent: agents(node.metadata.name),
        envoy: envoys(node.metadata.name),
      };
    });
}

/** `aws:///eu-west-2a/i-0123` → `i-0123`. */
export const instanceIdOf = ({ spec }: Node): string | undefined => /\/(i-[0-9a-f]+)$/.exec(spec?.providerID ?? '')?.[1];

function readyOf({ status }: Node): boolean | undefined {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === undefined ? undefined : ready.status === 'True';
}

function ingressAddressOf(snapshot: ClusterSnapshot, ciliumNode: Fact<CiliumNode | undefined>, name: string): Fact<string | undefined> {
  if (!ciliumNode.known) return ciliumNode;
  const ingress = ciliumNode.value?.spec?.ingress;
  if (ingress === undefined) {
    const missing = missingResource(snapshot, 'ciliumnodes.cilium.io', name);
    return { known: false, missing: { ...missing, why: `CiliumNode ${name} does not show spec.ingress` } };
  }
  return known(ingress?.ipv4 || ingress?.ipv6 || undefined);
}

function podsByNode(snapshot: ClusterSnapshot, namespace: string, app: string): (node: string) => Fact<Pod | undefined> {
  const labels = { 'k8s-app': app };
  const pods = reading(snapshot, 'pods');
  const byNode = new Map(
    pods.items
      .filter(
        ({ metadata, spec }) => metadata.namespace === namespace && metadata.labels?.['k8s-app'] === app && spec?.nodeName !== undefined,
      )
      .toSorted(livingLast)
      .map((pod) => [pod.spec?.nodeName, pod]),
  );
  const isComplete =
    wasReadFor(pods, { namespace, labels }) && !pods.items.some((pod) => pod.spec?.nodeName === undefined && couldBe(pod, namespace, app));
  return (node) => {
    const pod = byNode.get(node);
    if (pod !== undefined || isComplete) return known(pod);
    return { known: false, missing: missingResource(snapshot, 'pods') };
  };
}

/** A pod that does not say where it runs, or of what it is one, could be the one that is looked for. */
const couldBe = ({ metadata }: Pod, namespace: string, app: string) =>
  (metadata.namespace ?? namespace) === namespace && (metadata.labels?.['k8s-app'] ?? app) === app;

/** Of several pods on a node the one that runs: evicted and leaving ones stay in the list for a while. */
const livingLast = (a: Pod, b: Pod) =>
  life(a) - life(b) || Date.parse(created(a)) - Date.parse(created(b)) || (a.metadata.name < b.metadata.name ? -1 : 1);

const created = ({ metadata }: Pod) => metadata.creationTimestamp ?? '1970-01-01T00:00:00Z';

function life({ metadata, status }: Pod): number {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return 0;
  return metadata.deletionTimestamp === undefined ? 2 : 1;
}

function versionOf(snapshot: ClusterSnapshot, namespace: string): Fact<string> {
  const agents = objectOf(snapshot, 'daemonsets.apps', namespace, 'cilium');
  const version = agents.known ? versionOfDaemonSet(agents.value) : undefined;
  if (version !== undefined) return known(version);
  const running = new Set(
    found(snapshot, 'pods')
      .filter(({ metadata }) => metadata.labels?.['k8s-app'] === 'cilium')
      .map((pod) => versionInImage(pod.spec?.containers?.find(({ name }) => name === 'cilium-agent')?.image)),
  );
  const [only] = running;
  return running.size === 1 && only !== undefined
    ? known(only)
    : { known: false, missing: missingResource(snapshot, 'daemonsets.apps', `${namespace}/cilium`) };
}

function versionOfDaemonSet(daemonSet: DaemonSet | undefined): string | undefined {
  const image = daemonSet?.spec?.template?.spec?.containers?.find(({ name }) => name === 'cilium-agent')?.image;
  const label = daemonSet?.metadata.labels?.['app.kubernetes.io/version'];
  return versionInImage(image) ?? (label !== undefined && /^v?\d+\.\d+\.\d+/.test(label) ? label.replace(/^v/, '') : undefined);
}

/** `quay.io/cilium/cilium:v1.18.3@sha256:…` → `1.18.3`. */
const versionInImage = (image: string | undefined): string | undefined => /:v?(\d+\.\d+\.\d+[-\w.]*)(?:@|$)/.exec(image ?? '')?.[1];
