/** Where Envoy runs as a DaemonSet, a node whose cilium-envoy pod is absent or not ready cannot answer for any Gateway. */

import { kubectl } from '../../../text/commands.ts';
import { envoyDaemonSet, setting } from '../../../topology/cilium.ts';
import { valueOr } from '../../../topology/fact.ts';
import { nameOf } from '../../../topology/lookup.ts';
import type { Cluster, ClusterNode } from '../../../topology/topology.ts';
import { cause, type Evidence, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { sidesOf, troubleOf } from '../../perNode.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, firstMissing, type Joined, keysOf, list, nodesOf, servedByEnvoy, targetsOf, targetsOn } from '../../vocabulary.ts';

export const envoyPodNotReady: LoadBalancerRule = {
  id: 'cilium/envoy-pod-not-ready',
  title: 'The cilium-envoy pod is absent or not ready on the failing nodes',
  severity: 'critical',
  hop: 'envoy',
  subject: 'loadBalancer',
  reads: ['pods', 'daemonsets.apps', 'configmaps', 'nodes'],
  explanation: `With \`external-envoy-proxy: "true"\`, the default of new installations since 1.16, the Envoy of each node is a pod of DaemonSet cilium-envoy. A node
without a ready one accepts no connection on the NodePorts of Gateways and Ingresses, while agent, node and every other node are well. A *ready* pod
proves only that the process runs: it says nothing about its listeners.`,
  silentWhen:
    'The pods of all failing nodes are ready, or Envoy runs inside the agent (`external-envoy-proxy: "false"`): then no DaemonSet exists, and none is needed.',
  references: ['https://docs.cilium.io/en/stable/security/network/proxy/envoy/'],
  consequenceOf: ['kubernetes/node-not-ready'],
  remedies: (names) => [
    {
      title: 'Read why cilium-envoy does not start on the node, and repair that',
      recommended: true,
      effect: 'Envoy gets its listeners from the agent within seconds of its start; the targets of the node pass after three checks.',
      risk: 'None for other nodes.',
      undo: 'Nothing to undo.',
      steps: [
        command(
          kubectl(
            names,
            `-n ${names.ciliumNamespace} get pods -l k8s-app=cilium-envoy -o wide --field-selector spec.nodeName=${names.node}`,
          ),
        ),
        command(kubectl(names, `-n ${names.ciliumNamespace} describe pod ${names.pod}`)),
        command(kubectl(names, `-n ${names.ciliumNamespace} logs ${names.pod} --previous --tail=50`)),
        text(
          'No pod at all: envoy.nodeSelector, envoy.affinity, a taint, or the label cilium.io/no-schedule on the node keep it away. Image pull and pod security show in the events.',
        ),
      ],
      verify: [
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout status daemonset/cilium-envoy --timeout=10m`)),
        ...verifyTargets(names),
      ],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, cluster }: Joined): Finding {
  const targets = targetsOf(loadBalancer.targetGroups);
  const external = setting(cluster, 'external-envoy-proxy');
  if (external.known && external.value.explicit && external.value.value === 'false') return notApplicable;
  const { failing } = sidesOf(targets);
  if (failing.length === 0)
    return withoutNodes(
      cluster,
      targets.some(({ verdict }) => verdict === 'failing'),
    );
  const troubled = nodesOf(targets).flatMap((node) => troubles(node));
  const [first] = troubled;
  if (first === undefined) {
    const unread = firstMissing(...failing.map(({ envoy }) => envoy));
    return unread === undefined ? ruledOut(`the cilium-envoy pod of every failing node (${failing.length}) is ready`) : unknown(unread);
  }
  return cause({
    summary: `cilium-envoy is not ready on ${list(
      troubled.map(({ node }) => node.name),
      3,
    )} (${first.trouble}), so nothing answers the NodePorts there`,
    confidence: first.certain ? 'certain' : 'likely',
    because: first.certain
      ? 'the pod says so, and no other Envoy runs on the node'
      : 'the pods were read by this selector, and there is none on the node',
    targets: keysOf(
      targetsOn(
        targets,
        troubled.map(({ node }) => node),
      ),
    ),
    names: { node: first.node.name, pod: first.pod },
    evidence: [...troubled.slice(0, 4).map(({ evidence }) => evidence), ...readyOf(cluster)],
  });
}

/** Without nodes only the DaemonSet can speak: all ready rules it out, and a gap stays a gap. */
function withoutNodes(cluster: Cluster, fails: boolean): Finding {
  if (!fails) return notApplicable;
  const { desiredNumberScheduled: wanted, numberReady: ready } = valueOr(envoyDaemonSet(cluster), undefined)?.status ?? {};
  if (wanted !== undefined && wanted === ready) return ruledOut(`DaemonSet cilium-envoy has ${ready} of ${wanted} pods ready`);
  return cluster.nodes.known ? notApplicable : unknown(cluster.nodes);
}

interface Troubled {
  readonly node: ClusterNode;
  readonly trouble: string;
  readonly pod: string;
  readonly certain: boolean;
  readonly evidence: Evidence;
}

function troubles(node: ClusterNode): readonly Troubled[] {
  if (!node.envoy.known) return [];
  const pod = node.envoy.value;
  if (pod === undefined)
    return [
      {
        node,
        trouble: 'there is no pod',
        pod: '',
        certain: false,
        evidence: supporting(`no pod with k8s-app=cilium-envoy runs on ${node.name}`, 'Pod'),
      },
    ];
  const trouble = troubleOf(pod);
  return trouble === undefined
    ? []
    : [{ node, trouble, pod: pod.metadata.name, certain: true, evidence: supporting(`${trouble}, on ${node.name}`, nameOf(pod)) }];
}

function readyOf(cluster: Cluster): readonly Evidence[] {
  const daemonSet = valueOr(envoyDaemonSet(cluster), undefined);
  const { numberReady, desiredNumberScheduled } = daemonSet?.status ?? {};
  if (daemonSet === undefined || numberReady === undefined || desiredNumberScheduled === undefined) return [];
  return [supporting(`${numberReady} of ${count(desiredNumberScheduled, 'pod')} ready`, nameOf(daemonSet))];
}
