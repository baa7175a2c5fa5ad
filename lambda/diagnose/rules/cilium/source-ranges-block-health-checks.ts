/** Some versions enforce loadBalancerSourceRanges on NodePorts too: ranges without the load balancer's own addresses drop its health checks. */

import { kubectl } from '../../../text/commands.ts';
import { contains } from '../../../topology/addresses.ts';
import { isVersionIn, quote, setting } from '../../../topology/cilium.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { sourcesOf } from '../../../topology/network.ts';
import type { Cluster } from '../../../topology/topology.ts';
import { type Confidence, cause, type Evidence, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { applyHelm, command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, joined, keysOf, list, targetsOf } from '../../vocabulary.ts';

const annotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

export const sourceRangesBlockHealthChecks: LoadBalancerRule = {
  id: 'cilium/source-ranges-block-health-checks',
  title: "loadBalancerSourceRanges leaves out the load balancer's own addresses, and this version enforces it on NodePorts",
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['services', 'configmaps', 'daemonsets.apps', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
  explanation: `\`spec.loadBalancerSourceRanges\` limits who may use a Service. Cilium checks it in eBPF before anything else. It is meant for the load-balancer address;
1.18.0 and the patches after it, until the repair of October 2025, enforced it on NodePorts as well, and \`bpf-lb-source-range-all-types: "true"\` asks for
that in any version from 1.17. Health checks come from the private addresses of the load balancer: if the ranges do not hold them, every target fails at
once, usually after an upgrade.`,
  silentWhen:
    'There are no ranges, they hold every address of the load balancer, or the version enforces them on load-balancer addresses only.',
  references: ['https://github.com/cilium/cilium/issues/42334', 'https://github.com/cilium/cilium/issues/34903'],
  remedies: (names) => [
    {
      title: 'Add the subnets of the load balancer to the ranges',
      recommended: true,
      effect: 'Health checks pass at once; who else may use the Service does not change.',
      risk: 'Everybody in these subnets may use the Service.',
      undo: 'Take them out again.',
      steps: [
        command(kubectl(names, `-n ${names.namespace} get service ${names.service} -o jsonpath='{.spec.loadBalancerSourceRanges}'`)),
        text(
          'Add the CIDR blocks of the subnets of the load balancer to spec.loadBalancerSourceRanges. For a Cilium Gateway: in its CiliumGatewayClassConfig. A patch by hand on a Service that an operator keeps is undone.',
        ),
      ],
      verify: verifyTargets(names),
    },
    {
      title: 'Upgrade Cilium, or switch the enforcement on all types off',
      recommended: false,
      effect: 'Ranges concern the load-balancer address only.',
      risk: 'NodePorts are then open to whoever reaches the nodes: let security groups limit them.',
      undo: 'Set the value back.',
      steps: applyHelm(names, 'extraConfig:\n  bpf-lb-source-range-all-types: "false"\n'),
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, cluster, origin }: Joined): Finding {
  if (!origin.service.known) return unknown(origin.service);
  const service = origin.service.value;
  const ranges =
    service?.spec?.loadBalancerSourceRanges ?? service?.metadata.annotations?.[annotation]?.split(',').map((range) => range.trim()) ?? [];
  if (service === undefined || ranges.length === 0) return notApplicable;
  const sources = sourcesOf(loadBalancer);
  if (!sources.known) return unknown(sources);
  const outside = sources.value.filter(({ address }) => !ranges.some((range) => contains(range, address)));
  if (outside.length === 0) return ruledOut(`the ranges ${list(ranges)} hold every address of the load balancer`);
  const enforced = enforcement(cluster);
  if (enforced === undefined) return notApplicable;
  return cause({
    summary: `loadBalancerSourceRanges (${list(ranges, 3)}) leaves out ${list(
      outside.map(({ address }) => address),
      3,
    )}, from where the load balancer checks its targets`,
    confidence: enforced.confidence,
    because: enforced.because,
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    evidence: [
      supporting(`source ranges: ${list(ranges)}`, nameOf(service)),
      supporting(`health checks come from ${list(outside.map(({ address }) => address))}`, 'ec2:DescribeNetworkInterfaces'),
      ...enforced.evidence,
    ],
  });
}

interface Enforcement {
  readonly confidence: Confidence;
  readonly because: string;
  readonly evidence: readonly Evidence[];
}

/** Whether this cluster enforces ranges on NodePorts; undefined where nothing says so. */
function enforcement(cluster: Cluster): Enforcement | undefined {
  const all = setting(cluster, 'bpf-lb-source-range-all-types');
  if (all.known && all.value.value === 'true')
    return {
      confidence: 'certain',
      because: 'the ConfigMap asks for enforcement on all types',
      evidence: [supporting(quote(all.value), all.value.source)],
    };
  const version = cluster.ciliumVersion.known ? cluster.ciliumVersion.value : undefined;
  if (version === undefined || isVersionIn(version, '1.18.0', '1.18.4') !== true) return undefined;
  const isSure = isVersionIn(version, '1.18.0', '1.18.3') === true;
  const confidence = isSure ? 'likely' : 'possible';
  return {
    confidence,
    because: `Cilium ${version} ${isSure ? 'enforces ranges on NodePorts' : 'may still enforce ranges on NodePorts: the repair is of October 2025'}`,
    evidence: [supporting(`Cilium ${version}`, `DaemonSet ${cluster.ciliumNamespace}/cilium`)],
  };
}
