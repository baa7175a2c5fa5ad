/** Gateway API or Ingress is on for the operator, but the switch that makes agents obey CiliumEnvoyConfigs is not. */

import { quote, type Setting, setting } from '../../../topology/cilium.ts';
import { valueOr } from '../../../topology/fact.ts';
import type { Cluster } from '../../../topology/topology.ts';
import { cause, type Finding, ruledOut, supporting, unknown } from '../../finding.ts';
import { applyHelm, verifyIngressAddresses, verifySetting, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, type Joined, keysOf, nodesOf, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

const key = 'enable-envoy-config';

export const envoyConfigOff: LoadBalancerRule = {
  id: 'cilium/envoy-config-off',
  title: 'Gateway API or Ingress is on, but enable-envoy-config is not',
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['configmaps', 'ciliumnodes.cilium.io'],
  explanation: `The Helm chart renders \`enable-envoy-config: "true"\` together with the keys of Gateway API and Ingress. A ConfigMap that has the one without the
other was edited by hand, or made by a chart of somebody else's. The operator makes Service, CiliumEnvoyConfig and load balancer; the agents ignore
the CiliumEnvoyConfig and redirect nothing, freshly started ones as well.`,
  silentWhen: `The ConfigMap says \`enable-envoy-config: "true"\` and the agents were not restarted since (that is cilium/agents-not-restarted), or only an excerpt of
the ConfigMap was seen: a key that an excerpt does not show is no evidence.`,
  references: ['https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/#installation'],
  remedies: (names) => [
    {
      title: 'Let the chart render the key: enable the feature through its Helm value, then restart operator and agents',
      recommended: true,
      effect: 'The agents obey CiliumEnvoyConfigs and redirect the NodePorts to Envoy.',
      risk: 'Agents restart node by node; running connections keep flowing.',
      undo: 'Take the value back and restart the agents.',
      steps: applyHelm(names, 'gatewayAPI:\n  enabled: true\n# for Ingress instead:\n# ingressController:\n#   enabled: true\n'),
      verify: [verifySetting(names, key), ...verifyIngressAddresses(names), ...verifyTargets(names)],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine(joined: Joined): Finding {
  const told = setting(joined.cluster, key);
  if (!told.known) return unknown(told);
  if (told.value.value === 'true') return ruledOut(`${quote(told.value)} in ${told.value.source}`);
  const nodes = nodesOf(targetsOf(joined.loadBalancer.targetGroups));
  const on = nodes.filter(({ ingressAddress }) => valueOr(ingressAddress, undefined) !== undefined);
  if (nodes.length > 0 && on.length === nodes.length) {
    return ruledOut(`the running agents have it on: ${count(on.length, 'CiliumNode has', 'CiliumNodes have')} an ingress address`);
  }
  return off(joined, told.value);
}

function off({ loadBalancer, cluster }: Joined, told: Setting): Finding {
  return cause({
    summary: `${quote(told)}, so the agents ignore CiliumEnvoyConfigs and redirect nothing to Envoy`,
    confidence: told.explicit ? 'certain' : 'likely',
    because: told.explicit ? 'the ConfigMap switches it off' : 'the ConfigMap was read whole and lacks the key; off is the default',
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    evidence: [supporting(quote(told), told.source), ...switchedOn(cluster)],
  });
}

const switchedOn = (cluster: Cluster) =>
  ['enable-gateway-api', 'enable-ingress-controller']
    .map((name) => setting(cluster, name))
    .flatMap((one) => (one.known && one.value.value === 'true' ? [supporting(quote(one.value), one.value.source)] : []));
