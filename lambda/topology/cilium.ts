/** What Cilium was told and what it runs: the ConfigMap with its defaults, per-node overrides, workloads and versions. */

import type { CiliumNodeConfig, ConfigMap, DaemonSet, Pod } from '../snapshot/kubernetes.ts';
import { matches } from '../snapshot/selectors.ts';
import { plainOr } from '../text/shell.ts';
import { byKubectl, type Fact, known } from './fact.ts';
import { found, isPartial, listed, missingResource, nameOf, objectOf } from './lookup.ts';
import type { Cluster, ClusterNode } from './topology.ts';

/** One key of cilium-config: `explicit` false where the key is absent and Cilium's default holds. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly explicit: boolean;
  /** `ConfigMap kube-system/cilium-config` */
  readonly source: string;
}

/** What an absent key means (cilium 1.13 to 1.20, operator and agent flags). Keys that are not here have no default worth a rule. */
const defaults: Readonly<Record<string, string>> = {
  'enable-l7-proxy': 'true',
  'enable-envoy-config': 'false',
  'enable-gateway-api': 'false',
  'enable-ingress-controller': 'false',
  'kube-proxy-replacement': 'false',
  'enable-health-check-nodeport': 'true',
  'enable-node-port': 'false',
  'external-envoy-proxy': 'false',
  'gateway-api-hostnetwork-enabled': 'false',
  'ingress-hostnetwork-enabled': 'false',
  'envoy-keep-cap-netbindservice': 'false',
  'bpf-lb-source-range-all-types': 'false',
  'enable-bpf-tproxy': 'false',
  'bpf-lb-acceleration': 'disabled',
  'bpf-lb-mode': 'snat',
  'node-port-range': '30000,32767',
  'nodeport-addresses': '',
  devices: '',
  'enable-host-firewall': 'false',
  'enable-wireguard': 'false',
  'encrypt-node': 'false',
};

export const ciliumConfig = (cluster: Cluster): Fact<ConfigMap | undefined> =>
  objectOf(cluster.snapshot, 'configmaps', cluster.ciliumNamespace, 'cilium-config');

/** The value Cilium would start with today. Unknown where the ConfigMap was not read, does not exist, or is an excerpt without the key. */
export function setting(cluster: Cluster, key: string): Fact<Setting> {
  const config = ciliumConfig(cluster);
  const missing = missingResource(cluster.snapshot, 'configmaps', `${cluster.ciliumNamespace}/cilium-config`);
  if (!config.known) return config;
  if (config.value === undefined || !config.value.data) {
    return { known: false, missing: { ...missing, why: `no data of ConfigMap ${cluster.ciliumNamespace}/cilium-config was seen` } };
  }
  const source = nameOf(config.value);
  const explicit = Object.hasOwn(config.value.data, key) ? config.value.data[key] : undefined;
  if (explicit !== undefined) return known({ key, value: explicit, explicit: true, source });
  if (isPartial(cluster.snapshot, 'configmaps', config.value)) {
    return { known: false, missing: { ...missing, why: `${source} is an excerpt and does not show ${key}` } };
  }
  return known({ key, value: defaults[key] ?? '', explicit: false, source });
}

/** `enable-envoy-config: "true"`, or that the key is not there. */
export const quote = (told: Setting): string =>
  told.explicit ? `${told.key}: "${told.value}"` : `${told.key} is not set (default "${told.value}")`;

/** When the manager entry that owns the key last wrote the ConfigMap: not before this the key got its value. Unknown without managedFields. */
export function settingWrittenAt(cluster: Cluster, key: string): Fact<string> {
  const config = ciliumConfig(cluster);
  if (!config.known) return config;
  const owner = config.value?.metadata.managedFields?.find((entry) => owns(entry.fieldsV1, key));
  if (owner?.time !== undefined) return known(owner.time);
  const missing = missingResource(cluster.snapshot, 'configmaps', `${cluster.ciliumNamespace}/cilium-config`);
  return {
    known: false,
    missing: {
      ...missing,
      why: `the ConfigMap was read without managedFields, or they do not tell who wrote ${key}`,
      grant: byKubectl(
        cluster,
        `-n ${plainOr(cluster.ciliumNamespace, 'cilium-namespace')} get configmap cilium-config -o yaml --show-managed-fields`,
      ),
    },
  };
}

function owns(fields: Readonly<Record<string, unknown>> | undefined, key: string): boolean {
  const data = fields?.['f:data'];
  return typeof data === 'object' && data !== null && Object.hasOwn(data, `f:${key}`);
}

/** CiliumNodeConfigs that override the key on this node; unknown where they were not read. */
export function overrides(cluster: Cluster, node: ClusterNode, key: string): Fact<readonly CiliumNodeConfig[]> {
  const configs = listed(cluster.snapshot, 'ciliumnodeconfigs.cilium.io');
  if (!configs.known) return configs;
  const labels = node.object.metadata.labels ?? {};
  return known(
    configs.value.filter((config) => {
      const { defaults: values, nodeSelector } = config.spec ?? {};
      return values !== undefined && Object.hasOwn(values, key) && (!nodeSelector || matches(nodeSelector, labels));
    }),
  );
}

export const agentDaemonSet = (cluster: Cluster): Fact<DaemonSet | undefined> =>
  objectOf(cluster.snapshot, 'daemonsets.apps', cluster.ciliumNamespace, 'cilium');
export const envoyDaemonSet = (cluster: Cluster): Fact<DaemonSet | undefined> =>
  objectOf(cluster.snapshot, 'daemonsets.apps', cluster.ciliumNamespace, 'cilium-envoy');

/** Condition Ready of a pod; undefined where it has none. */
export function isPodReady(pod: Pod): boolean | undefined {
  const ready = pod.status?.conditions?.find((condition) => condition.type === 'Ready');
  return ready === undefined ? undefined : ready.status === 'True';
}

/** When the agent read its configuration: its init container `config` copies the ConfigMap, and only a new pod runs it again. */
export const configReadAt = (agent: Pod): string | undefined =>
  agent.status?.initContainerStatuses?.find((status) => status.name === 'config')?.state?.terminated?.finishedAt ?? agent.status?.startTime;

/** `Mismatch found` lines of the drift checker (cilium 1.18 and newer): the agent runs `actual`, the ConfigMap says `expected`. */
export interface Drift {
  readonly pod: string;
  readonly namespace: string;
  readonly key: string;
  readonly actual: string;
  readonly expected: string;
  readonly line: string;
}

/** Drift the agents logged. That a line is not there proves nothing. "No local entry found" is no drift: the agent has no such key. */
export const drifts = (cluster: Cluster): readonly Drift[] =>
  cluster.snapshot.logs.flatMap((log) => log.lines.flatMap((line) => driftOf(log.namespace, log.pod, line)));

function driftOf(namespace: string, pod: string, line: string): readonly Drift[] {
  if (!line.includes('Mismatch found')) return [];
  const [key, actual, expected] = ['key', 'actual', 'expectedValue'].map((name) => fieldOf(line, name));
  return key === undefined || actual === undefined || expected === undefined ? [] : [{ namespace, pod, key, actual, expected, line }];
}

/** logfmt (`key=value`, 1.17 and newer) or JSON (`"key":"value"`, log-opt format=json). */
function fieldOf(line: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}=(?:"([^"]*)"|(\\S*))|"${name}":\\s*"?([^",}]*)"?`).exec(line);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

/** Whether `version` lies in [from, before): both as `major.minor.patch`; undefined where it is no version. */
export function isVersionIn(version: string, from: string, before: string): boolean | undefined {
  const [at, low, high] = [version, from, before].map(numberOf);
  if (at === undefined || low === undefined || high === undefined) return undefined;
  return at >= low && at < high;
}

function numberOf(version: string): number | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return match === null ? undefined : Number(match[1]) * 1e6 + Number(match[2]) * 1e3 + Number(match[3] ?? 0);
}

/** The GatewayClass controllers and Ingress classes Cilium answers for. */
export const ciliumGatewayController = 'io.cilium/gateway-controller';

/** Names of the GatewayClasses Cilium's operator answers for; `cilium`, unless a class of that name says whose it is. */
export function ciliumGatewayClasses(cluster: Cluster): ReadonlySet<string> {
  const classes = found(cluster.snapshot, 'gatewayclasses.gateway.networking.k8s.io');
  const own = classes.filter((one) => one.spec?.controllerName === ciliumGatewayController).map((one) => one.metadata.name);
  const isNamedByOther = classes.some((one) => one.metadata.name === 'cilium' && one.spec?.controllerName !== undefined);
  return new Set(isNamedByOther ? own : [...own, 'cilium']);
}
