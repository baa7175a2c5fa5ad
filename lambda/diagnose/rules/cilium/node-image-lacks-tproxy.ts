/** Where failing nodes differ from healthy ones in nothing but image or kernel, the kernel modules Cilium redirects with are the first suspects. */

import { kubectl } from '../../../text/commands.ts';
import { setting } from '../../../topology/cilium.ts';
import { valueOr } from '../../../topology/fact.ts';
import type { ClusterNode, NetworkLoadBalancer } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting } from '../../finding.ts';
import { sidesOf, troubleOf } from '../../perNode.ts';
import { applyHelm, command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, keysOf, list, nodesOf, servedByEnvoy, targetsOf, targetsOn } from '../../vocabulary.ts';

export const nodeImageLacksTproxy: LoadBalancerRule = {
  id: 'cilium/node-image-lacks-tproxy',
  title: 'The failing nodes differ from the healthy ones in image or kernel only',
  severity: 'warning',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['nodes', 'pods', 'ciliumnodes.cilium.io', 'ec2:DescribeInstances'],
  explanation: `Without \`bpf.tproxy\` the redirect to Envoy goes through iptables and the kernel modules xt_TPROXY and xt_socket, and through the INPUT rules of the host.
Images that lack the modules (or ship them compressed), and hardened ones with a DROP policy for INPUT, fail on every NodePort of a Gateway, while agent
and Envoy are well. Such nodes show in nothing but their image.`,
  silentWhen:
    'Failing and healthy nodes share an image and kernel, or differ in something more telling: an ingress address, a pod that is not ready.',
  references: [
    'https://github.com/cilium/cilium/issues/30791',
    'https://github.com/bottlerocket-os/bottlerocket/issues/3732',
    'https://github.com/cilium/cilium/issues/32610',
  ],
  remedies: (names) => [
    {
      title: 'Look for the modules and the INPUT policy on a failing node, and repair the image',
      recommended: true,
      effect: 'Packets that eBPF marks reach Envoy.',
      risk: 'A change of the image replaces nodes.',
      undo: 'Use the former image.',
      steps: [
        command(
          kubectl(
            names,
            `-n ${names.ciliumNamespace} logs daemonset/cilium -c cilium-agent | grep -i -E 'tproxy|xt_socket|iptables' | tail -20`,
          ),
        ),
        text(
          'On the node: lsmod | grep -E "xt_TPROXY|xt_socket"; iptables -S INPUT | head -1. Load the modules at boot, or allow INPUT for marked packets.',
        ),
      ],
      verify: verifyTargets(names),
    },
    {
      title: 'Redirect without iptables: bpf.tproxy',
      recommended: false,
      effect: 'Packets are handed to Envoy by eBPF; the modules are not needed.',
      risk: 'Concerns all nodes; not with datapath mode netkit, and young in versions before 1.17.',
      undo: 'Set it to false and restart the agents.',
      steps: applyHelm(names, 'bpf:\n  tproxy: true\n'),
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

type Trait = (node: ClusterNode, loadBalancer: NetworkLoadBalancer) => string | undefined;

const traits: readonly (readonly [string, Trait])[] = [
  ['operating system', ({ object }) => object.status?.nodeInfo?.osImage],
  ['kernel', ({ object }) => object.status?.nodeInfo?.kernelVersion],
  [
    'image',
    ({ instanceId }, { surroundings }) => surroundings.instances.items.find(({ InstanceId }) => InstanceId === instanceId)?.ImageId,
  ],
];

function examine({ loadBalancer, cluster }: Joined): Finding {
  const targets = targetsOf(loadBalancer.targetGroups);
  const { failing, healthy } = sidesOf(targets);
  if (failing.length === 0 || healthy.length === 0 || failing.some(isExplained)) return notApplicable;
  const tproxy = setting(cluster, 'enable-bpf-tproxy');
  if (tproxy.known && tproxy.value.value === 'true') return ruledOut('enable-bpf-tproxy: "true" needs no kernel modules');
  const differing = traits.flatMap(([what, trait]) => {
    const [bad, good] = [failing, healthy].map((nodes) => [...new Set(nodes.map((node) => trait(node, loadBalancer)))]) as [
      (string | undefined)[],
      (string | undefined)[],
    ];
    if (bad.includes(undefined) || good.includes(undefined) || bad.some((one) => good.includes(one))) return [];
    return [{ what, trait, bad: bad as string[], good: good as string[] }];
  });
  const [first] = differing;
  if (first === undefined) return ruledOut('failing and healthy nodes share operating system, kernel and image');
  const nodes = nodesOf(targets).filter((node) => first.bad.includes(first.trait(node, loadBalancer) ?? ''));
  return cause({
    summary: `Exactly the nodes with ${first.what} ${list(first.bad, 2)} fail, and agent and Envoy are well there: TPROXY modules or the host's INPUT rules are the first suspects`,
    confidence: 'possible',
    because: 'nothing but image and kernel tells failing and healthy nodes apart; modules and host rules cannot be read through an API',
    targets: keysOf(targetsOn(targets, nodes)),
    evidence: differing.map(({ what, bad, good }) =>
      supporting(`${what}: failing ${list(bad)}; healthy ${list(good)}`, 'Node status.nodeInfo, ec2:DescribeInstances'),
    ),
  });
}

/** Something more telling than the image is wrong with the node, or its agent is not known to be well. */
function isExplained({ ready, ingressAddress, agent, envoy }: ClusterNode): boolean {
  if (ready !== true || valueOr(ingressAddress, undefined) === undefined) return true;
  return [agent, envoy].some((pod) => pod.known && (pod.value === undefined || troubleOf(pod.value) !== undefined));
}
