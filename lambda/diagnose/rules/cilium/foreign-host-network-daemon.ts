/** Other software on the host can take Cilium's packet marks or routes: a DaemonSet that runs on failing nodes only is a suspect. */

import type { Pod } from '../../../snapshot/kubernetes.ts';
import { kubectl } from '../../../text/commands.ts';
import { found, nameOf } from '../../../topology/lookup.ts';
import type { ClusterNode } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting } from '../../finding.ts';
import { sidesOf } from '../../perNode.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, keysOf, list, nodesOf, servedByEnvoy, targetsOf, targetsOn } from '../../vocabulary.ts';

export const foreignHostNetworkDaemon: LoadBalancerRule = {
  id: 'cilium/foreign-host-network-daemon',
  title: 'The failing nodes run a host-network DaemonSet that the healthy ones do not',
  severity: 'warning',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['pods', 'nodes'],
  explanation: `Cilium hands packets to Envoy by a mark. Software that runs in the host's network and uses marks or routing rules of its own (a VPN such as Tailscale, a
second network plugin, a security agent) can take the mark away. Nodes with it fail, nodes without it do not.`,
  silentWhen:
    'No host-network DaemonSet was seen that runs on failing nodes and on no healthy one. Pods are read by selector, so one that was not asked for is not seen.',
  references: ['https://github.com/cilium/cilium/issues/46422'],
  remedies: (names) => [
    {
      title: 'Take the DaemonSet off one failing node and look whether it recovers',
      recommended: true,
      effect: 'If the target turns healthy within a minute, the culprit is found.',
      risk: 'The node loses what the DaemonSet does (a VPN, for example).',
      undo: 'Take the label off again.',
      steps: [
        command(
          kubectl(
            names,
            `-n ${names.daemonNamespace} get daemonset ${names.daemonSet} -o jsonpath='{.spec.template.spec.nodeSelector} {.spec.template.spec.affinity}'`,
          ),
        ),
        text(
          'Exclude one node by its selector, wait for the checks, then decide: another mark (most VPNs have a setting), or other nodes for it.',
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

const own = ['cilium', 'cilium-envoy', 'kube-proxy', 'aws-node', 'ebs-csi-node', 'efs-csi-node', 'eks-pod-identity-agent', 'node-exporter'];

function examine({ loadBalancer, cluster }: Joined): Finding {
  const targets = targetsOf(loadBalancer.targetGroups);
  const { failing, healthy } = sidesOf(targets);
  if (failing.length === 0 || healthy.length === 0) return notApplicable;
  const daemons = Map.groupBy(found(cluster.snapshot, 'pods').filter(isForeign), (pod) => `${pod.metadata.namespace}/${ownerOf(pod)}`);
  const suspects = [...daemons]
    .filter(([, pods]) => runsOnAll(pods, failing) && !runsOnAny(pods, healthy))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const [first] = suspects;
  if (first === undefined)
    return daemons.size === 0 ? notApplicable : ruledOut('no host-network DaemonSet that was seen runs on failing nodes only');
  const [name, pods] = first;
  const nodes = nodesOf(targets).filter((node) => runsOnAny(pods, [node]));
  return cause({
    summary: `DaemonSet ${name} runs in the host's network on every failing node and on no healthy one`,
    confidence: 'possible',
    because: 'that it runs there is a fact; that it takes packets away from Envoy is an inference',
    targets: keysOf(targetsOn(targets, nodes)),
    names: { daemonNamespace: name.split('/')[0] ?? '', daemonSet: name.split('/')[1] ?? '' },
    evidence: [
      supporting(
        `hostNetwork: true, on ${list(
          nodes.map((node) => node.name),
          3,
        )}`,
        list(pods.map(nameOf), 3),
      ),
    ],
  });
}

const ownerOf = ({ metadata }: Pod): string | undefined => metadata.ownerReferences?.find(({ kind }) => kind === 'DaemonSet')?.name;
const isForeign = (pod: Pod): boolean => pod.spec?.hostNetwork === true && ownerOf(pod) !== undefined && !own.includes(ownerOf(pod) ?? '');
const runsOnAny = (pods: readonly Pod[], nodes: readonly ClusterNode[]) =>
  nodes.some(({ name }) => pods.some(({ spec }) => spec?.nodeName === name));
const runsOnAll = (pods: readonly Pod[], nodes: readonly ClusterNode[]) =>
  nodes.every(({ name }) => pods.some(({ spec }) => spec?.nodeName === name));
