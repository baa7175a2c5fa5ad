/** The node itself is not Ready: whatever fails on it, that comes first. */

import { kubectl } from '../../../text/commands.ts';
import { nameOf } from '../../../topology/lookup.ts';
import type { ClusterNode } from '../../../topology/topology.ts';
import { cause, type Evidence, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { sidesOf } from '../../perNode.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { firstMissing, type Joined, joined, keysOf, list, nodesOf, targetsOf, targetsOn } from '../../vocabulary.ts';

export const nodeNotReady: LoadBalancerRule = {
  id: 'kubernetes/node-not-ready',
  title: 'The node itself is NotReady',
  severity: 'warning',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['nodes'],
  explanation: `A node that does not report to the API server (kubelet down, no network, out of memory or disk) usually serves nobody either. The AWS Load Balancer Controller
deregisters it; in the cloud provider's groups it stays and fails.`,
  silentWhen: 'All nodes behind failing targets are Ready.',
  references: ['https://kubernetes.io/docs/reference/node/node-status/#condition'],
  remedies: (names) => [
    {
      title: 'Find out why the node is not Ready; replace it if it does not come back',
      recommended: true,
      effect: 'The node serves again, or another takes its place.',
      risk: 'Draining moves its pods to other nodes.',
      undo: kubectl(names, `uncordon ${names.node}`),
      steps: [
        command(kubectl(names, `describe node ${names.node}`)),
        command(kubectl(names, `get pods -A -o wide --field-selector spec.nodeName=${names.node}`)),
        command(kubectl(names, `drain ${names.node} --ignore-daemonsets --delete-emptydir-data --timeout=10m`)),
        text('Then terminate the instance through its node group, so that it is replaced.'),
      ],
      verify: [command(kubectl(names, 'get nodes')), ...verifyTargets(names)],
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, cluster }: Joined): Finding {
  const targets = targetsOf(loadBalancer.targetGroups);
  const { failing } = sidesOf(targets);
  if (failing.length === 0)
    return targets.some(({ verdict }) => verdict === 'failing') && !cluster.nodes.known ? unknown(cluster.nodes) : notApplicable;
  const down = nodesOf(targets).filter(({ ready }) => ready === false);
  const [first] = down;
  if (first === undefined) {
    const silent = failing.some(({ ready }) => ready === undefined) ? firstMissing(cluster.nodes) : undefined;
    return silent === undefined ? ruledOut(`every node behind failing targets (${failing.length}) is Ready`) : unknown(silent);
  }
  return cause({
    summary: `${list(
      down.map(({ name }) => name),
      3,
    )} ${down.length === 1 ? 'is' : 'are'} NotReady`,
    confidence: 'likely',
    because: 'the condition Ready says so; a node may serve for a while after it stopped reporting',
    targets: keysOf(targetsOn(targets, down)),
    sharedBy: { kind: 'Node', name: first.name },
    names: { node: first.name },
    evidence: down.slice(0, 4).map(conditionOf),
  });
}

function conditionOf({ object }: ClusterNode): Evidence {
  const ready = object.status?.conditions?.find(({ type }) => type === 'Ready');
  return supporting(
    `Ready=${ready?.status}, ${ready?.reason ?? 'no reason'}: ${ready?.message ?? ''} (since ${ready?.lastTransitionTime ?? 'unknown'})`,
    nameOf(object),
  );
}
