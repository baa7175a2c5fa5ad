/** With target type instance the controller registers nodes with the NodePort: without one there is nothing to register. */

import { kubectl } from '../../../text/commands.ts';
import { nameOf, pathOf } from '../../../topology/lookup.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, manifest, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, joined, keysOf, targetsOf } from '../../vocabulary.ts';

export const nodePortNotAllocated: LoadBalancerRule = {
  id: 'kubernetes/node-port-not-allocated',
  title: 'The Service has no NodePort to register',
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['services'],
  explanation: `\`spec.allocateLoadBalancerNodePorts: false\` makes a Service of type LoadBalancer without NodePorts, meant for target type ip. With target type instance
the controller cannot register anything, and a group that was registered before sends to ports that were given back.`,
  silentWhen: 'The ports of the Service have NodePorts, or the target type is ip.',
  references: ['https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-nodeport-allocation'],
  consequenceOf: ['cilium/host-network-removed-load-balancer', 'cilium/gateway-class-service-type'],
  remedies: (names) => [
    {
      title: 'Allocate NodePorts',
      recommended: true,
      effect: 'Kubernetes gives every port a NodePort and the controller registers the nodes.',
      risk: 'None for other Services.',
      undo: 'Set it to false and remove the NodePorts.',
      steps: [
        manifest('spec:\n  allocateLoadBalancerNodePorts: true\n'),
        command(
          kubectl(
            names,
            `-n ${names.namespace} patch service ${names.service} --type merge -p '{"spec":{"allocateLoadBalancerNodePorts":true}}'`,
          ),
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
  const groups = loadBalancer.targetGroups.filter(({ targetType }) => targetType === 'instance');
  if (service?.spec?.type !== 'LoadBalancer' || groups.length === 0) return notApplicable;
  const ports = service.spec.ports ?? [];
  if (ports.length === 0 || ports.some(({ nodePort }) => nodePort !== undefined && nodePort > 0))
    return ports.length === 0 ? notApplicable : ruledOut(`${nameOf(service)} has NodePorts`);
  const off = service.spec.allocateLoadBalancerNodePorts === false;
  if (!off) return notApplicable;
  return cause({
    summary: `${nameOf(service)} has no NodePort, so there is nothing to register in a target group of type instance`,
    confidence: 'certain',
    because: 'the Service switches the allocation off and none of its ports has one',
    targets: keysOf(targetsOf(groups)),
    sharedBy: { kind: 'Service', name: pathOf(service) },
    evidence: [
      supporting('spec.allocateLoadBalancerNodePorts: false', nameOf(service)),
      supporting('no port has a nodePort', nameOf(service)),
    ],
  });
}
