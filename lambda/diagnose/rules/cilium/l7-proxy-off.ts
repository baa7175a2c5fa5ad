/** Without the layer 7 proxy there is no Envoy at all: no Gateway or Ingress port can answer. */

import { quote, setting } from '../../../topology/cilium.ts';
import { cause, type Finding, ruledOut, supporting, unknown } from '../../finding.ts';
import { applyHelm, verifySetting, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, keysOf, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

export const l7ProxyOff: LoadBalancerRule = {
  id: 'cilium/l7-proxy-off',
  title: 'The layer 7 proxy is off, so there is no Envoy at all',
  severity: 'critical',
  hop: 'envoy',
  subject: 'loadBalancer',
  reads: ['configmaps'],
  explanation: `\`enable-l7-proxy: "false"\` keeps the agents from watching CiliumEnvoyConfigs and from running Envoy; the Helm chart then renders no DaemonSet
cilium-envoy either. The operator goes on making Services and load balancers. \`CiliumNode.spec.ingress\` may be filled all the same, because that code
asks for Envoy configuration only: a filled address does not exclude this cause.`,
  silentWhen: '`enable-l7-proxy` is absent (it is on by default) or `"true"`, or the Service is not served by Envoy.',
  references: ['https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/#prerequisites'],
  remedies: (names) => [
    {
      title: 'Switch the layer 7 proxy on and restart operator and agents',
      recommended: true,
      effect: 'Envoy runs on every node and answers the NodePorts of Gateways and Ingresses.',
      risk: 'Agents restart node by node. Layer 7 network policies that were ignored so far are enforced from then on.',
      undo: 'Set l7Proxy to false and restart the agents.',
      steps: applyHelm(names, 'l7Proxy: true\n'),
      verify: [verifySetting(names, 'enable-l7-proxy'), ...verifyTargets(names)],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, cluster }: Joined): Finding {
  const proxy = setting(cluster, 'enable-l7-proxy');
  if (!proxy.known) return unknown(proxy);
  if (proxy.value.value !== 'false') return ruledOut(quote(proxy.value));
  return cause({
    summary: 'The layer 7 proxy is switched off, so no Envoy answers the NodePorts of this Service',
    confidence: 'certain',
    because: 'the ConfigMap says so',
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    evidence: [supporting(quote(proxy.value), proxy.value.source)],
  });
}
