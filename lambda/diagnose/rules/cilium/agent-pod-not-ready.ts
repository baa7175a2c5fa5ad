/** A node whose Cilium agent is absent or not ready has nobody who programs its NodePorts. */

import { kubectl } from '../../../text/commands.ts';
import type { ClusterNode } from '../../../topology/topology.ts';
import { cause, type Evidence, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { sidesOf, troubleOf } from '../../perNode.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { firstMissing, type Joined, keysOf, list, nodesOf, servedByEnvoy, targetsOf, targetsOn } from '../../vocabulary.ts';

export const agentPodNotReady: LoadBalancerRule = {
  id: 'cilium/agent-pod-not-ready',
  title: 'The Cilium agent is absent, not ready or crash-looping on the failing nodes',
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['pods', 'nodes', 'daemonsets.apps'],
  explanation: `The agent of each node programs NodePorts and tells Envoy its listeners. A node without a running agent often goes on for a while with what is in the
kernel already; a new node, or one whose agent crashes during start, answers nothing. Agents that wait for a CiliumEnvoyConfig definition that is not
installed hang at start as well.`,
  silentWhen: 'The agents of all failing nodes are ready; or the node itself is not (kubernetes/node-not-ready).',
  references: [
    'https://docs.cilium.io/en/stable/operations/troubleshooting/',
    'https://github.com/cilium/cilium/issues/31944',
    'https://github.com/cilium/cilium/issues/48534',
  ],
  consequenceOf: ['kubernetes/node-not-ready'],
  remedies: (names) => [
    {
      title: 'Read why the agent does not start, and repair that',
      recommended: true,
      effect: 'The agent programs the NodePorts of its node within seconds of its start.',
      risk: 'None for other nodes.',
      undo: 'Nothing to undo.',
      steps: [
        command(
          kubectl(names, `-n ${names.ciliumNamespace} get pods -l k8s-app=cilium -o wide --field-selector spec.nodeName=${names.node}`),
        ),
        command(kubectl(names, `-n ${names.ciliumNamespace} describe pod ${names.pod}`)),
        command(kubectl(names, `-n ${names.ciliumNamespace} logs ${names.pod} -c cilium-agent --previous --tail=50`)),
        text(
          'No pod at all: look for a taint that the DaemonSet does not tolerate, or a node selector. If the node is beyond repair, drain and replace it.',
        ),
      ],
      verify: [
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout status daemonset/cilium --timeout=10m`)),
        ...verifyTargets(names),
      ],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, cluster }: Joined): Finding {
  const targets = targetsOf(loadBalancer.targetGroups);
  const { failing } = sidesOf(targets);
  if (failing.length === 0)
    return targets.some(({ verdict }) => verdict === 'failing') && !cluster.nodes.known ? unknown(cluster.nodes) : notApplicable;
  const troubled = nodesOf(targets).flatMap((node) => troubles(node));
  const [first] = troubled;
  if (first === undefined) {
    const unread = firstMissing(...failing.map(({ agent }) => agent));
    return unread === undefined ? ruledOut(`the agent of every failing node (${failing.length}) is ready`) : unknown(unread);
  }
  return cause({
    summary: `The Cilium agent is not ready on ${list(
      troubled.map(({ node }) => node.name),
      3,
    )} (${first.trouble})`,
    confidence: 'likely',
    because: 'the pod says so; what the kernel had loaded before may still answer for a while',
    targets: keysOf(
      targetsOn(
        targets,
        troubled.map(({ node }) => node),
      ),
    ),
    names: { node: first.node.name, pod: first.pod },
    evidence: troubled.slice(0, 4).map(({ evidence }) => evidence),
  });
}

interface Troubled {
  readonly node: ClusterNode;
  readonly trouble: string;
  readonly pod: string;
  readonly evidence: Evidence;
}

function troubles(node: ClusterNode): readonly Troubled[] {
  if (!node.agent.known) return [];
  const pod = node.agent.value;
  if (pod === undefined)
    return [
      { node, trouble: 'there is no agent pod', pod: '', evidence: supporting(`no pod with k8s-app=cilium runs on ${node.name}`, 'Pod') },
    ];
  const trouble = troubleOf(pod);
  return trouble === undefined
    ? []
    : [
        {
          node,
          trouble,
          pod: pod.metadata.name,
          evidence: supporting(`${trouble}, on ${node.name}`, `Pod ${pod.metadata.namespace}/${pod.metadata.name}`),
        },
      ];
}
