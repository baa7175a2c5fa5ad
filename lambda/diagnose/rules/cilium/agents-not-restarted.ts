/** Agents read their configuration once, at start: what was switched on later does not reach the nodes until they are restarted. */

import type { Setting } from '../../../topology/cilium.ts';
import {
  agentDaemonSet,
  configReadAt,
  type Drift,
  drifts,
  isPodReady,
  overrides,
  quote,
  setting,
  settingWrittenAt,
} from '../../../topology/cilium.ts';
import { type Fact, valueOr } from '../../../topology/fact.ts';
import type { Cluster, ClusterNode, Target } from '../../../topology/topology.ts';
import {
  type Cause,
  type Confidence,
  cause,
  type Evidence,
  type Finding,
  notApplicable,
  ruledOut,
  supporting,
  unknown,
} from '../../finding.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import {
  count,
  elbHealth,
  isFailing,
  type Joined,
  keysOf,
  list,
  nodesOf,
  portWords,
  servedByEnvoy,
  targetsOf,
  targetsOn,
  timeOf,
} from '../../vocabulary.ts';
import { remedies } from './agents-not-restarted.remedies.ts';

const key = 'enable-envoy-config';
/** Settings that are switched on together with `enable-envoy-config`: an agent that lacks one of them predates the change. */
const markers = [key, 'enable-gateway-api', 'enable-ingress-controller'];

export const agentsNotRestarted: LoadBalancerRule = {
  id: 'cilium/agents-not-restarted',
  title: 'Cilium agents still run the configuration from before Envoy support was switched on',
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['configmaps', 'ciliumnodes.cilium.io', 'ciliumnodeconfigs.cilium.io', 'pods', 'daemonsets.apps', 'nodes'],
  explanation: `An agent turns a NodePort into a listener of the node's Envoy only if it was **started** with \`enable-envoy-config: "true"\`.
The ConfigMap can be changed at any time (Helm, Argo CD and Flux do it when Gateway API or Ingress is switched on), but a running agent does not
read it again, and nothing restarts the agents unless \`rollOutCiliumPods\` is set. The operator is restarted separately: then GatewayClass, Service,
CiliumEnvoyConfig and load balancer all look right, and every health check fails because no node redirects the NodePort to Envoy.

The proof needs no shell in a pod: each agent writes \`CiliumNode.spec.ingress\` at start, and only if Envoy configuration is on (Cilium 1.13 and newer).
From 1.18 the agent also logs \`Mismatch found key=enable-gateway-api actual=false expectedValue=true\`.`,
  silentWhen: `Every node behind the targets has an ingress address. The log line \`No local entry found\` says nothing: only the operator has such keys.
The placeholder endpoint 192.192.192.192:9999, an empty Gateway namespace and \`external-envoy-proxy: "true"\` are normal in healthy clusters.`,
  references: [
    'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/#installation',
    'https://github.com/cilium/cilium/issues/24772',
    'https://github.com/devantler-tech/platform/issues/1969',
  ],
  remedies,
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

interface Case extends Joined {
  readonly targets: readonly Target[];
  readonly wanted: Fact<Setting>;
}

function examine(joined: Joined): Finding {
  const wanted = setting(joined.cluster, key);
  if (wanted.known && wanted.value.value !== 'true') return notApplicable;
  const targets = targetsOf(joined.loadBalancer.targetGroups);
  const nodes = nodesOf(targets);
  const told = nodes.filter(({ ingressAddress }) => ingressAddress.known);
  const stale = told.filter((node) => isStale(joined.cluster, node));
  const case_: Case = { ...joined, targets, wanted };
  if (stale.length > 0) return byAddress(case_, stale, nodes.length);
  if (nodes.length > 0 && told.length === nodes.length)
    return ruledOut(
      `the agent of every node behind the targets runs with Envoy configuration on: ${count(told.length, 'CiliumNode has', 'CiliumNodes have')} an ingress address or a newer configuration`,
    );
  return byLog(case_) ?? unknownBecause(case_, nodes);
}

/** No ingress address although the ConfigMap asks for it, and nothing says that the agent read the ConfigMap since. */
function isStale(cluster: Cluster, node: ClusterNode): boolean {
  if (valueOr(node.ingressAddress, '') !== undefined) return false;
  if (valueOr(overrides(cluster, node, key), []).length > 0) return false;
  return isOlderThanSetting(cluster, node) !== false;
}

/** Undefined where one of the two times is not known. */
function isOlderThanSetting(cluster: Cluster, node: ClusterNode): boolean | undefined {
  const agent = valueOr(node.agent, undefined);
  const [read, written] = [timeOf(agent && configReadAt(agent)), timeOf(valueOr(settingWrittenAt(cluster, key), undefined))];
  return read === undefined || written === undefined ? undefined : read < written;
}

function byAddress(case_: Case, stale: readonly ClusterNode[], nodes: number): Finding {
  const { cluster, targets, wanted } = case_;
  const predicted = targetsOn(targets, stale);
  const [confidence, because] = confidenceOf(case_, stale);
  const partly = stale.length < nodes;
  return cause({
    summary: `${partly ? `${stale.length} of ${nodes} nodes` : nodes === 1 ? 'The only node' : `All ${nodes} nodes`} ${stale.length === 1 ? 'runs' : 'run'} a Cilium agent that was started before Envoy support was switched on${partly ? ' (the restart is not complete)' : ''}, so nothing redirects the NodePorts to Envoy`,
    confidence,
    because,
    targets: keysOf(predicted),
    evidence: [
      failing(predicted),
      ...(wanted.known ? [supporting(`${quote(wanted.value)}: the nodes should have an ingress address`, wanted.value.source)] : []),
      supporting(`spec.ingress is {} on ${stale.length} of ${nodes}: ${list(stale.map(({ name }) => name))}`, 'CiliumNode'),
      ...ages(cluster, stale),
      ...driftLines(cluster),
      ...noChecksum(cluster),
    ],
  });
}

/** Certain only where the agent is known to be older than the setting, is up, and no override explains the missing address. */
function confidenceOf({ cluster, wanted }: Case, stale: readonly ClusterNode[]): readonly [Confidence, string] {
  if (!wanted.known || !wanted.value.explicit)
    return ['likely', `the agents publish no ingress address, but ${key} in the ConfigMap could not be read`];
  const proven = stale.every((node) => isOlderThanSetting(cluster, node) === true && isUp(node) && overrides(cluster, node, key).known);
  if (proven)
    return [
      'certain',
      'the ConfigMap asks for it, the running agents publish the opposite, and they were started before the ConfigMap was changed',
    ];
  return [
    'likely',
    'the ConfigMap asks for it and the running agents publish the opposite; when they were started is not known for all of them',
  ];
}

function isUp({ agent }: ClusterNode): boolean {
  return agent.known && agent.value !== undefined && isPodReady(agent.value) === true;
}

/** Only a log line is left: it proves one agent, and the others were most likely treated alike. */
function byLog(case_: Case): Cause | undefined {
  const lines = relevant(case_.cluster);
  const [first] = lines;
  if (first === undefined) return undefined;
  const pods = new Set(lines.map(({ pod }) => pod));
  const exact = lines.some((line) => line.key === key);
  return cause({
    summary: `A Cilium agent was started before ${first.key} was switched on and has not been restarted, so nothing redirects the NodePorts to Envoy`,
    confidence: 'likely',
    because: exact
      ? `the log of ${count(pods.size, 'agent')} says so; the other agents were not read`
      : `the log of ${count(pods.size, 'agent')} shows an older configuration; it does not name ${key}, and the other agents were not read`,
    targets: keysOf(case_.targets),
    evidence: [failing(case_.targets), ...driftLines(case_.cluster), ...noChecksum(case_.cluster)],
  });
}

function unknownBecause({ wanted, cluster }: Case, nodes: readonly ClusterNode[]): Finding {
  if (!wanted.known) return unknown(wanted);
  const unread = nodes.find(({ ingressAddress }) => !ingressAddress.known)?.ingressAddress;
  if (unread !== undefined && !unread.known) return unknown(unread);
  return cluster.nodes.known ? notApplicable : unknown(cluster.nodes);
}

const failing = (targets: readonly Target[]): Evidence => {
  const bad = targets.filter(isFailing);
  const ports = [...new Set(targets.map(({ port }) => port))].filter((port) => port !== undefined).toSorted((a, b) => a - b);
  return supporting(
    `${bad.length} of ${count(targets.length, 'target')} ${bad.length === 1 ? 'fails' : 'fail'}, on ${portWords(ports)}`,
    elbHealth,
  );
};

const relevant = (cluster: Cluster): readonly Drift[] =>
  drifts(cluster).filter((drift) => markers.includes(drift.key) && drift.actual === 'false' && drift.expected === 'true');

function driftLines(cluster: Cluster): readonly Evidence[] {
  const lines = relevant(cluster);
  return [...new Set(lines.map((line) => line.key))].map((name) => {
    const of = lines.filter((line) => line.key === name);
    const pods = [...new Set(of.map(({ namespace, pod }) => `${namespace}/${pod}`))].toSorted();
    return supporting(
      `Mismatch found key=${name} actual=false expectedValue=true, logged by ${count(pods.length, 'agent')}`,
      `log of ${list(pods, 3)}`,
    );
  });
}

function ages(cluster: Cluster, stale: readonly ClusterNode[]): readonly Evidence[] {
  const written = settingWrittenAt(cluster, key);
  const read = stale.flatMap(({ agent }) => (agent.known && agent.value !== undefined ? (configReadAt(agent.value) ?? []) : [])).toSorted();
  const [first] = read;
  if (!written.known || first === undefined) return [];
  return [
    supporting(
      `the agents read their configuration on ${first}${read.length > 1 ? ' and later' : ''}; ${key} was last written on ${written.value}`,
      'Pod status.initContainerStatuses, ConfigMap managedFields',
    ),
  ];
}

function noChecksum(cluster: Cluster): readonly Evidence[] {
  const agents = valueOr(agentDaemonSet(cluster), undefined);
  if (agents?.spec?.template === undefined) return [];
  if (agents.spec.template.metadata?.annotations?.['cilium.io/cilium-configmap-checksum'] !== undefined) return [];
  return [
    supporting(
      'the pod template carries no cilium.io/cilium-configmap-checksum (rollOutCiliumPods is off): a changed ConfigMap restarts nothing',
      `DaemonSet ${cluster.ciliumNamespace}/cilium`,
    ),
  ];
}
