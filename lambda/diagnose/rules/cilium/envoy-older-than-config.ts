/** cilium-envoy reads its bootstrap once: pods older than a changed bootstrap speak another dialect than the agents, and have no listener. */

import { kubectl } from '../../../text/commands.ts';
import { isVersionIn, setting } from '../../../topology/cilium.ts';
import { valueOr } from '../../../topology/fact.ts';
import { nameOf, objectOf } from '../../../topology/lookup.ts';
import type { Cluster, ClusterNode } from '../../../topology/topology.ts';
import { type Confidence, cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, helmValues, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, firstMissing, type Joined, keysOf, list, nodesOf, servedByEnvoy, targetsOf, targetsOn, timeOf } from '../../vocabulary.ts';

const key = 'bootstrap-config.json';

export const envoyOlderThanConfig: LoadBalancerRule = {
  id: 'cilium/envoy-older-than-config',
  title: 'cilium-envoy pods are older than their bootstrap configuration, and have no listeners',
  severity: 'critical',
  hop: 'envoy',
  subject: 'loadBalancer',
  reads: ['configmaps', 'pods', 'nodes', 'daemonsets.apps'],
  explanation: `DaemonSet cilium-envoy reads its bootstrap (ConfigMap cilium-envoy-config) at start. Cilium 1.20 changes how Envoy and agent talk (\`envoy-xds-mode\`).
Where the agents were rolled and Envoy was not, Envoy has no dynamic listener at all: its pods stay Ready, and every NodePort of a Gateway refuses
connections.`,
  silentWhen: 'The pods of all failing nodes started after the bootstrap was last written, or when either happened is not known.',
  references: ['https://github.com/cilium/cilium/issues/46853', 'https://github.com/mitchross/talos-argocd-proxmox/issues/2042'],
  remedies: (names) => [
    {
      title: 'Restart cilium-envoy, after the agents',
      recommended: true,
      effect: 'Envoy reads the new bootstrap and gets its listeners from the agent; targets pass after three checks.',
      risk: 'Connections through the Envoy of a node are reset when its pod restarts, node by node.',
      undo: kubectl(names, `-n ${names.ciliumNamespace} rollout undo daemonset/cilium-envoy`),
      steps: [
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout status daemonset/cilium --timeout=10m`)),
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout restart daemonset/cilium-envoy`)),
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout status daemonset/cilium-envoy --timeout=10m`)),
        helmValues('envoy:\n  rollOutPods: true\n'),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, cluster }: Joined): Finding {
  const external = setting(cluster, 'external-envoy-proxy');
  if (external.known && external.value.explicit && external.value.value === 'false') return notApplicable;
  const config = objectOf(cluster.snapshot, 'configmaps', cluster.ciliumNamespace, 'cilium-envoy-config');
  if (!config.known) return unknown(config);
  const written = config.value?.metadata.managedFields?.flatMap(({ fieldsV1, time }) =>
    owns(fieldsV1) && time !== undefined ? [time] : [],
  )[0];
  const since = timeOf(written);
  if (config.value === undefined || written === undefined || since === undefined) return notApplicable;
  const targets = targetsOf(loadBalancer.targetGroups);
  const nodes = nodesOf(targets);
  const old = nodes.filter((node) => (timeOf(startOf(node)) ?? since) < since);
  if (old.length > 0) return found(cluster, old, { targets: keysOf(targetsOn(targets, old)), written, source: nameOf(config.value) });
  const unread = firstMissing(...nodes.map(({ envoy }) => envoy));
  if (unread !== undefined) return unknown(unread);
  return nodes.length === 0 ? notApplicable : ruledOut(`every cilium-envoy pod started after its bootstrap was written (${written})`);
}

const owns = (fields: Readonly<Record<string, unknown>> | undefined): boolean => {
  const data = fields?.['f:data'];
  return typeof data === 'object' && data !== null && Object.hasOwn(data, `f:${key}`);
};

const startOf = ({ envoy }: ClusterNode): string | undefined => valueOr(envoy, undefined)?.status?.startTime;

interface Told {
  readonly targets: readonly string[];
  readonly written: string;
  readonly source: string;
}

function found(cluster: Cluster, old: readonly ClusterNode[], { targets, written, source }: Told): Finding {
  const isTwenty = cluster.ciliumVersion.known && isVersionIn(cluster.ciliumVersion.value, '1.20.0', '1.99.0') === true;
  const mode = setting(cluster, 'envoy-xds-mode');
  const confidence: Confidence = isTwenty ? 'likely' : 'possible';
  return cause({
    summary: `cilium-envoy on ${count(old.length, 'node')} was started before its bootstrap configuration was last written, and does not know the new one`,
    confidence,
    because: isTwenty
      ? 'this version changed how Envoy and agent talk; pods stay Ready without a listener'
      : 'the bootstrap was written after the pods started; whether it changed anything that matters cannot be seen',
    targets,
    evidence: [
      supporting(`${key} was last written on ${written}`, source),
      supporting(
        `started before: ${list(
          old.map((node) => `${node.name} (${startOf(node)})`),
          3,
        )}`,
        'Pod status.startTime',
      ),
      ...(mode.known && mode.value.explicit ? [supporting(`envoy-xds-mode: "${mode.value.value}"`, mode.value.source)] : []),
    ],
  });
}
