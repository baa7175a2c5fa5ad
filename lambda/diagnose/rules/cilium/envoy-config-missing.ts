/** The redirect from a Service to Envoy is an entry in a CiliumEnvoyConfig: without one the NodePort leads nowhere. */

import { kubectl } from '../../../text/commands.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { cause, type Finding, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, keysOf, list, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

export const envoyConfigMissing: LoadBalancerRule = {
  id: 'cilium/envoy-config-missing',
  title: 'No CiliumEnvoyConfig redirects this Service to Envoy',
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['ciliumenvoyconfigs.cilium.io', 'ciliumclusterwideenvoyconfigs.cilium.io'],
  explanation: `The operator writes a CiliumEnvoyConfig for every Gateway and Ingress; its \`spec.services\` names the Service whose NodePorts the agents redirect to
Envoy. It is missing where the operator could not write it (permissions, webhook), where somebody or a GitOps tool pruned it (it inherits labels
through \`spec.infrastructure.labels\`), or where the operator of another version left it behind under another name.
The names need not be equal: a long Gateway name shortens that of the Service, not that of the CiliumEnvoyConfig.`,
  silentWhen:
    'Some CiliumEnvoyConfig or CiliumClusterwideEnvoyConfig names the Service in `spec.services`, whatever it is called; or they were not read.',
  references: [
    'https://docs.cilium.io/en/stable/network/servicemesh/l7-traffic-management/',
    'https://github.com/cilium/cilium/issues/19262',
  ],
  consequenceOf: ['cilium/host-network-removed-load-balancer', 'kubernetes/service-deleted'],
  remedies: (names) => [
    {
      title: 'Let the operator write it again: restart it and read what it says',
      recommended: true,
      effect:
        'The operator reconciles every Gateway and Ingress at start and writes the missing CiliumEnvoyConfig; targets pass about 30 seconds later.',
      risk: 'None for traffic: the operator is not in the data path.',
      undo: 'Nothing to undo.',
      steps: [
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout restart deployment/cilium-operator`)),
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout status deployment/cilium-operator --timeout=5m`)),
        command(kubectl(names, `-n ${names.ciliumNamespace} logs deployment/cilium-operator --since=10m | grep -i -E 'error|warn'`)),
        text(
          'If it disappears again: look for the tool that prunes it. Argo CD prunes objects that carry its tracking label; keep that label out of spec.infrastructure.labels.',
        ),
      ],
      verify: [
        command(kubectl(names, `-n ${names.namespace} get ciliumenvoyconfigs -o jsonpath='{.items[*].spec.services}'`)),
        ...verifyTargets(names),
      ],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, origin }: Joined): Finding {
  const { envoyConfigs, servedByEnvoy: served } = origin;
  if (!envoyConfigs.known) return unknown(envoyConfigs);
  if (envoyConfigs.value.length > 0) return ruledOut(`${list(envoyConfigs.value.map(nameOf))} names the Service in spec.services`);
  return cause({
    summary: `No CiliumEnvoyConfig names Service ${origin.namespace}/${origin.name}, so no node redirects its NodePorts to Envoy`,
    confidence: 'likely',
    because: 'all CiliumEnvoyConfigs were read and none names the Service',
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    evidence: [
      supporting(`none of the CiliumEnvoyConfigs has ${origin.namespace}/${origin.name} in spec.services`, 'CiliumEnvoyConfig'),
      ...(served.known ? [supporting(`the Service is served by Envoy: ${served.value.because}`, served.value.source)] : []),
    ],
  });
}
