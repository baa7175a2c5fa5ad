/** The target group sends to a NodePort the Service no longer has. */

import { kubectl } from '../../../text/commands.ts';
import { nameOf, pathOf } from '../../../topology/lookup.ts';
import type { TargetGroup } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, joined, keysOf, targetsOf } from '../../vocabulary.ts';

export const nodePortChanged: LoadBalancerRule = {
  id: 'kubernetes/node-port-changed',
  title: 'The target group still points at a former NodePort of the Service',
  severity: 'critical',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['services', 'targetgroupbindings.elbv2.k8s.aws'],
  explanation: `A NodePort changes when a Service is deleted and made anew, or when somebody edits it. The controller then makes a new target group, or registers the
targets with the new port. Where it does not (it is down, or the load balancer is kept by hand or by Terraform), the load balancer goes on sending to a
port nobody answers on.`,
  silentWhen: "Every group's port is a NodePort of the Service; target type ip has no NodePort at all.",
  references: [
    'https://github.com/istio/istio/issues/35348',
    'https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport',
  ],
  consequenceOf: ['aws/controller-not-running', 'kubernetes/service-deleted'],
  remedies: (names) => [
    {
      title: 'Let the controller follow, or give the target group the new port',
      recommended: true,
      effect: 'Targets are registered with the NodePort the Service has now.',
      risk: 'The controller makes a new target group and moves the listener to it: some seconds without targets, on a port that has none anyway.',
      undo: 'Nothing to undo.',
      steps: [
        command(kubectl(names, `-n ${names.namespace} annotate service ${names.service} nlb-doctor/reconcile="$(date +%s)" --overwrite`)),
        text(
          'The annotation only makes the controller look again. A load balancer of your own: set the port in Terraform, or pin spec.ports[].nodePort in the Service so that it never changes.',
        ),
      ],
      verify: [
        command(kubectl(names, `-n ${names.namespace} get service ${names.service} -o jsonpath='{.spec.ports[*].nodePort}'`)),
        ...verifyTargets(names),
      ],
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, origin }: Joined): Finding {
  if (!origin.service.known) return unknown(origin.service);
  const service = origin.service.value;
  const ports = service?.spec?.ports?.flatMap(({ nodePort }) => nodePort ?? []) ?? [];
  const groups = loadBalancer.targetGroups.filter((group) => group.targetType === 'instance' && isOf(group, origin));
  if (service === undefined || ports.length === 0 || groups.length === 0) return notApplicable;
  if (service.spec?.type === 'ClusterIP') return notApplicable;
  const wrong = groups.filter(({ targets }) => targets.some(({ port }) => port !== undefined && !ports.includes(port)));
  if (wrong.length === 0) return ruledOut(`the target groups send to ${ports.join(' and ')}, the NodePorts of ${nameOf(service)}`);
  const targets = targetsOf(wrong).filter(({ port }) => port !== undefined && !ports.includes(port));
  const old = [...new Set(targets.map(({ port }) => port))].join(' and ');
  return cause({
    summary: `Targets are registered with port ${old}, but ${nameOf(service)} has the NodePorts ${ports.join(' and ')}`,
    confidence: 'likely',
    because: 'the ports of the Service were read, and the registered port is none of them',
    targets: keysOf(targets),
    sharedBy: { kind: 'Service', name: pathOf(service) },
    evidence: [
      supporting(`spec.ports[].nodePort: ${ports.join(', ')}`, nameOf(service)),
      supporting(`registered with port ${old}`, 'elasticloadbalancing:DescribeTargetHealth'),
    ],
  });
}

const isOf = (group: TargetGroup, origin: Joined['origin']) =>
  group.origin === undefined || (group.origin.namespace === origin.namespace && group.origin.name === origin.name);
