/** Kube-proxy looks for endpoints of its own node by name: where it knows the node by another name, it finds none. */

import { kubectl } from '../../../text/commands.ts';
import { setting } from '../../../topology/cilium.ts';
import { backendsOf } from '../../../topology/endpoints.ts';
import { found, nameOf, pathOf } from '../../../topology/lookup.ts';
import type { NetworkLoadBalancer } from '../../../topology/topology.ts';
import { cause, type Evidence, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, manifest, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, type Joined, joined, keysOf, targetsOf } from '../../vocabulary.ts';

export const localPolicyNodeNameMismatch: LoadBalancerRule = {
  id: 'kubernetes/local-policy-node-name-mismatch',
  title: 'kube-proxy knows the node by another name and sees no local endpoint',
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['services', 'endpointslices.discovery.k8s.io', 'daemonsets.apps', 'ec2:DescribeDhcpOptions', 'ec2:DescribeVpcs'],
  explanation: `With policy Local kube-proxy answers the health check with 200 only if an endpoint's \`nodeName\` is the name it knows itself by. In a VPC with a domain name
of its own in the DHCP options the host is called otherwise than its Node, and without \`--hostname-override\` every node answers 503 although pods run.`,
  silentWhen:
    "The policy is Cluster, some node with a back end is healthy, Cilium's kube-proxy replacement answers, or kube-proxy has `--hostname-override`.",
  references: [
    'https://github.com/kubernetes/kubernetes/issues/80579',
    'https://repost.aws/knowledge-center/eks-troubleshoot-unhealthy-targets-nlb',
  ],
  remedies: (names) => [
    {
      title: 'Tell kube-proxy the name of its Node',
      recommended: true,
      effect: 'Nodes with a back end answer 200; targets there pass after two checks.',
      risk: 'kube-proxy restarts node by node; connections keep flowing.',
      undo: 'Take the argument away.',
      steps: [
        manifest(
          'spec:\n  template:\n    spec:\n      containers:\n      - name: kube-proxy\n        args: ["--hostname-override=$(NODE_NAME)"]\n        env:\n        - name: NODE_NAME\n          valueFrom: {fieldRef: {fieldPath: spec.nodeName}}\n',
        ),
        command(kubectl(names, '-n kube-system rollout status daemonset/kube-proxy --timeout=10m')),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, cluster, origin }: Joined): Finding {
  if (!origin.service.known) return unknown(origin.service);
  const service = origin.service.value;
  if (service?.spec?.externalTrafficPolicy !== 'Local') return notApplicable;
  const replacement = setting(cluster, 'kube-proxy-replacement');
  if (replacement.known && replacement.value.value === 'true')
    return ruledOut("Cilium's kube-proxy replacement answers the health check, by the name of the Node");
  const backends = backendsOf(cluster, origin.namespace, origin.name);
  if (!backends.known) return unknown(backends);
  const holding = new Set(backends.value.filter(({ ready }) => ready).flatMap(({ node }) => node ?? []));
  const proxy = found(cluster.snapshot, 'daemonsets.apps').find(({ metadata }) => metadata.name === 'kube-proxy');
  const args = proxy?.spec?.template?.spec?.containers?.flatMap((one) => [...(one.command ?? []), ...(one.args ?? [])]);
  const domain = customDomain(loadBalancer);
  if (proxy === undefined || args === undefined || args.length === 0 || domain === undefined || holding.size === 0) return notApplicable;
  if (args.some((one) => one.includes('--hostname-override'))) return ruledOut('kube-proxy has --hostname-override');
  return cause({
    summary: `kube-proxy has no --hostname-override and the VPC gives hosts the domain ${domain.text}: it sees none of ${count(holding.size, 'node')} with a back end as its own`,
    confidence: 'possible',
    because: 'names of hosts cannot be read through an API; arguments and DHCP options fit',
    targets: keysOf(targetsOf(loadBalancer.targetGroups).filter(({ node }) => node !== undefined && holding.has(node.name))),
    sharedBy: { kind: 'Service', name: pathOf(service) },
    evidence: [
      supporting(`externalTrafficPolicy: Local, healthCheckNodePort: ${service.spec.healthCheckNodePort ?? 'unknown'}`, nameOf(service)),
      supporting('no --hostname-override among the arguments', nameOf(proxy)),
      domain,
    ],
  });
}

/** A domain name in the DHCP options of the VPC that is not AWS's own. */
function customDomain({ surroundings, facts }: NetworkLoadBalancer): Evidence | undefined {
  const id = surroundings.vpcs.items.find(({ VpcId }) => VpcId === facts.VpcId)?.DhcpOptionsId;
  const options = surroundings.dhcpOptions.items.find((one) => one.DhcpOptionsId === id);
  const domain = domainOf(options?.DhcpConfigurations);
  if (id === undefined || domain === undefined || /(^|\.)(compute\.internal|ec2\.internal)$/.test(domain)) return undefined;
  return supporting(domain, `DhcpOptions ${id} domain-name`);
}

function domainOf(configurations: unknown): string | undefined {
  if (!Array.isArray(configurations)) return undefined;
  const entry = configurations.find((one): one is { Values?: { Value?: unknown }[] } => one?.Key === 'domain-name');
  const value = entry?.Values?.[0]?.Value;
  return typeof value === 'string' ? value : undefined;
}
