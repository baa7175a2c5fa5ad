/** A class configuration can ask for a Service that is not a LoadBalancer: then there is no NLB, or an old one loses its Service. */

import { kubectl } from '../../../text/commands.ts';
import { valueOr } from '../../../topology/fact.ts';
import { nameOf, objectOf } from '../../../topology/lookup.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, manifest, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, keysOf, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

export const gatewayClassServiceType: LoadBalancerRule = {
  id: 'cilium/gateway-class-service-type',
  title: 'The class configuration asks for a Service that is not a LoadBalancer',
  severity: 'critical',
  hop: 'load-balancer',
  subject: 'loadBalancer',
  reads: [
    'gatewayclasses.gateway.networking.k8s.io',
    'ciliumgatewayclassconfigs.cilium.io',
    'services',
    'gateways.gateway.networking.k8s.io',
  ],
  explanation: `From 1.18 a GatewayClass may refer to a CiliumGatewayClassConfig, and its \`spec.service.type\` decides the type of the Services of all Gateways of the
class. With NodePort or ClusterIP the operator makes no LoadBalancer; where one stood, the controller deletes it, and in between its targets fail.
The Gateway then waits for an address (AddressNotAssigned).`,
  silentWhen: 'The class has no parameters, or its configuration says LoadBalancer or nothing.',
  references: [
    'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/parameterized-gatewayclass/',
    'https://github.com/cilium/cilium/issues/47092',
  ],
  specialCaseOf: ['kubernetes/node-port-not-allocated', 'kubernetes/node-port-changed'],
  remedies: (names) => [
    {
      title: 'Ask for a LoadBalancer in the class configuration',
      recommended: true,
      effect: 'The operator turns the Services of all Gateways of the class into LoadBalancers, and the controller makes NLBs for them.',
      risk: 'Every Gateway of the class gets a load balancer. One that was deleted comes back with a NEW name and DNS name.',
      undo: 'Put the former type back.',
      steps: [
        manifest(
          `apiVersion: cilium.io/v2alpha1\nkind: CiliumGatewayClassConfig\nmetadata:\n  name: ${names.classConfig}\n  namespace: ${names.classConfigNamespace}\nspec:\n  service:\n    type: LoadBalancer\n`,
        ),
        text('Or give Gateways that need a load balancer a class of their own.'),
      ],
      verify: [
        command(kubectl(names, `-n ${names.namespace} get service ${names.service} -o jsonpath='{.spec.type}'`)),
        ...verifyTargets(names),
      ],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, cluster, origin }: Joined): Finding {
  if (!origin.gateway.known) return unknown(origin.gateway);
  const className = origin.gateway.value?.spec?.gatewayClassName;
  if (className === undefined) return notApplicable;
  const gatewayClass = objectOf(cluster.snapshot, 'gatewayclasses.gateway.networking.k8s.io', undefined, className);
  if (!gatewayClass.known) return unknown(gatewayClass);
  const reference = gatewayClass.value?.spec?.parametersRef;
  if (reference?.name === undefined) return notApplicable;
  const config = objectOf(cluster.snapshot, 'ciliumgatewayclassconfigs.cilium.io', reference.namespace, reference.name);
  if (!config.known) return unknown(config);
  const type = config.value?.spec?.service?.type;
  if (config.value === undefined || type === undefined || type === 'LoadBalancer')
    return ruledOut(`the configuration of class ${className} asks for no other type`);
  const service = valueOr(origin.service, undefined);
  return cause({
    summary: `${nameOf(config.value)} asks for Services of type ${type}: the Service behind this load balancer is none of type LoadBalancer`,
    confidence: service?.spec?.type === type ? 'certain' : 'likely',
    because:
      service?.spec?.type === type
        ? 'the class configuration asks for it and the Service already has the type'
        : 'the class configuration asks for it; the Service has not been seen to follow',
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    names: { classConfig: reference.name, classConfigNamespace: reference.namespace ?? '' },
    evidence: [
      supporting(`spec.service.type: ${type}`, nameOf(config.value)),
      ...(service?.spec?.type === undefined ? [] : [supporting(`spec.type: ${service.spec.type}`, nameOf(service))]),
    ],
  });
}
