/** A CiliumNodeConfig overrides the ConfigMap on the nodes it selects: a needed setting can be off on some nodes only. */

import { kubectl } from '../../../text/commands.ts';
import { overrides } from '../../../topology/cilium.ts';
import { nameOf } from '../../../topology/lookup.ts';
import type { ClusterNode } from '../../../topology/topology.ts';
import { cause, type Evidence, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, restartCilium, text, verifyIngressAddresses, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, isInTrouble, type Joined, keysOf, list, nodesOf, servedByEnvoy, targetsOf, targetsOn } from '../../vocabulary.ts';

/** Switches that a node must have on for Envoy to answer its NodePorts. */
const needed = ['enable-envoy-config', 'enable-l7-proxy', 'kube-proxy-replacement'];

export const nodeConfigOverride: LoadBalancerRule = {
  id: 'cilium/node-config-override',
  title: 'A CiliumNodeConfig switches a needed setting off on some nodes',
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['ciliumnodeconfigs.cilium.io', 'nodes', 'ciliumnodes.cilium.io'],
  explanation: `\`CiliumNodeConfig.spec.defaults\` overrides keys of cilium-config on the nodes that \`spec.nodeSelector\` selects, when their agent starts. Where it sets
\`enable-envoy-config\`, \`enable-l7-proxy\` or \`kube-proxy-replacement\` to anything but "true", these nodes do not answer NodePorts of Gateways and
Ingresses while all others do.`,
  silentWhen: 'No CiliumNodeConfig selects a node behind the targets, or those that do leave the three switches alone.',
  references: ['https://docs.cilium.io/en/stable/configuration/per-node-config/'],
  specialCaseOf: ['cilium/agents-not-restarted'],
  remedies: (names) => [
    {
      title: 'Take the key out of the CiliumNodeConfig, or narrow its node selector, and restart the agents of these nodes',
      recommended: true,
      effect: 'The nodes start with the value of cilium-config and answer like the others.',
      risk: 'The setting was put there for a reason on these nodes: ask who wrote it. Only their agents restart.',
      undo: 'Apply the former CiliumNodeConfig and restart the agents again.',
      steps: [
        command(kubectl(names, `-n ${names.ciliumNamespace} get ciliumnodeconfig ${names.nodeConfig} -o yaml`)),
        command(
          kubectl(
            names,
            `-n ${names.ciliumNamespace} patch ciliumnodeconfig ${names.nodeConfig} --type json -p '[{"op":"remove","path":"/spec/defaults/${names.key}"}]'`,
          ),
        ),
        ...restartCilium(names),
        text('With GitOps: change the object in its repository; a patch by hand is put back at the next sync.'),
      ],
      verify: [...verifyIngressAddresses(names), ...verifyTargets(names)],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

interface Override {
  readonly node: ClusterNode;
  readonly key: string;
  readonly config: string;
  readonly name: string;
  readonly value: string;
}

function examine({ loadBalancer, cluster }: Joined): Finding {
  if (!isInTrouble(loadBalancer)) return notApplicable;
  const targets = targetsOf(loadBalancer.targetGroups);
  const nodes = nodesOf(targets);
  const asked = nodes.flatMap((node) => needed.map((key) => ({ node, key, facts: overrides(cluster, node, key) })));
  const unread = asked.find(({ facts }) => !facts.known);
  if (unread !== undefined && !unread.facts.known) return unknown(unread.facts);
  if (nodes.length === 0) return cluster.nodes.known ? notApplicable : unknown(cluster.nodes);
  const off = asked.flatMap(({ node, key, facts }): readonly Override[] =>
    (facts.known ? facts.value : []).flatMap((config) => {
      const value = config.spec?.defaults?.[key];
      return value === undefined || value === 'true' ? [] : [{ node, key, value, config: nameOf(config), name: config.metadata.name }];
    }),
  );
  const [first] = off;
  if (first === undefined)
    return ruledOut('no CiliumNodeConfig switches Envoy configuration, the layer 7 proxy or kube-proxy replacement off on these nodes');
  return found(off, first, keysOf(targetsOn(targets, nodesNamed(off))));
}

function found(off: readonly Override[], first: Override, targets: readonly string[]): Finding {
  const nodes = nodesNamed(off);
  return cause({
    summary: `${first.config} sets ${first.key} to "${first.value}" on ${count(nodes.length, 'node')}, which therefore ${nodes.length === 1 ? 'does' : 'do'} not answer`,
    confidence: 'likely',
    because: 'the override is there; when the agents of these nodes last started is not part of it',
    targets,
    names: { nodeConfig: first.name, key: first.key },
    evidence: [...evidenceOf(off), supporting(`the nodes it selects: ${list(nodes.map(({ name }) => name))}`, first.config)],
  });
}

const evidenceOf = (off: readonly Override[]): readonly Evidence[] => [
  ...new Map(off.map((one) => [`${one.config} ${one.key}`, supporting(`spec.defaults.${one.key}: "${one.value}"`, one.config)])).values(),
];

const nodesNamed = (off: readonly Override[]): readonly ClusterNode[] => [...new Map(off.map(({ node }) => [node.name, node])).values()];
