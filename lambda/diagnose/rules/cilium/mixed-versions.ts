/** A rollout that stopped half-way: agents or Envoys of two versions, and only the nodes of one of them fail. */

import type { Pod } from '../../../snapshot/kubernetes.ts';
import { kubectl } from '../../../text/commands.ts';
import { valueOr } from '../../../topology/fact.ts';
import type { ClusterNode } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { sidesOf } from '../../perNode.ts';
import { command, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { firstMissing, type Joined, keysOf, list, nodesOf, servedByEnvoy, targetsOf, targetsOn } from '../../vocabulary.ts';

const kinds = [
  { what: 'Cilium agents', set: 'cilium', container: 'cilium-agent', of: ({ agent }: ClusterNode) => agent },
  { what: 'cilium-envoy', set: 'cilium-envoy', container: 'cilium-envoy', of: ({ envoy }: ClusterNode) => envoy },
] as const;

export const mixedVersions: LoadBalancerRule = {
  id: 'cilium/mixed-versions',
  title: 'A stuck rollout: agents or Envoys of different versions run, and only the nodes of one of them fail',
  severity: 'critical',
  hop: 'envoy',
  subject: 'loadBalancer',
  reads: ['pods', 'nodes', 'daemonsets.apps'],
  explanation: `An upgrade that stopped half-way (update strategy OnDelete, a pod that does not become ready, a node that cannot pull the image) leaves nodes of two
versions. Several defects show only there: the restart of an agent of 1.16.0 loses the redirect, an Envoy of the old version does not understand the
agents of the new one.`,
  silentWhen: 'All nodes run one image, or failing and healthy nodes do not differ in it.',
  references: ['https://github.com/cilium/cilium/issues/34131', 'https://docs.cilium.io/en/stable/operations/upgrade/'],
  remedies: (names) => [
    {
      title: 'Finish the rollout, or take it back',
      recommended: true,
      effect: 'All nodes run one version again.',
      risk: 'Agents or Envoys restart node by node.',
      undo: kubectl(names, `-n ${names.ciliumNamespace} rollout undo daemonset/${names.daemonSet}`),
      steps: [
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout status daemonset/${names.daemonSet} --timeout=1m`)),
        command(
          kubectl(
            names,
            `-n ${names.ciliumNamespace} get pods -l k8s-app=${names.daemonSet} -o custom-columns='POD:.metadata.name,NODE:.spec.nodeName,IMAGE:.spec.containers[0].image,READY:.status.containerStatuses[0].ready'`,
          ),
        ),
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout restart daemonset/${names.daemonSet}`)),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer }: Joined): Finding {
  const targets = targetsOf(loadBalancer.targetGroups);
  const { failing, healthy } = sidesOf(targets);
  if (failing.length === 0 || healthy.length === 0) return notApplicable;
  for (const { what, set, container, of } of kinds) {
    const image = (node: ClusterNode) => imageOf(valueOr(of(node), undefined), container);
    const [bad, good] = [new Set(failing.map(image)), new Set(healthy.map(image))];
    if (bad.has(undefined) || good.has(undefined) || [...bad].some((one) => good.has(one))) continue;
    const nodes = nodesOf(targets).filter((node) => bad.has(image(node)));
    return cause({
      summary: `${what} run in two versions, and exactly the nodes with ${list([...bad] as string[], 2)} fail`,
      confidence: 'likely',
      because: 'failing and healthy nodes differ in the image; that this version is at fault is an inference',
      targets: keysOf(targetsOn(targets, nodes)),
      names: { daemonSet: set },
      evidence: [
        supporting(`failing nodes run ${list([...bad] as string[])}`, 'Pod spec.containers[].image'),
        supporting(`healthy nodes run ${list([...good] as string[])}`, 'Pod spec.containers[].image'),
      ],
    });
  }
  const unread = firstMissing(...failing.map(({ agent }) => agent));
  return unread === undefined ? ruledOut('failing and healthy nodes run the same images of agent and Envoy') : unknown(unread);
}

const imageOf = (pod: Pod | undefined, container: string): string | undefined =>
  pod?.spec?.containers?.find(({ name }) => name === container)?.image;
