/** Without kube-proxy replacement Cilium programs no NodePort, so nothing can redirect one to Envoy. */

import { quote, setting } from '../../../topology/cilium.ts';
import { cause, type Finding, ruledOut, supporting, unknown } from '../../finding.ts';
import { applyHelm, verifySetting, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, keysOf, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

/** `strict` and `probe` are words of 1.13 and older; `partial` left NodePorts to a switch of their own. */
const on = ['true', 'strict', 'probe'];

export const kubeProxyReplacementOff: LoadBalancerRule = {
  id: 'cilium/kube-proxy-replacement-off',
  title: 'Kube-proxy replacement is off, so Cilium does not program NodePorts',
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['configmaps'],
  explanation: `Gateways and Ingresses of Cilium need its kube-proxy replacement: the redirect from a NodePort to Envoy is an entry of the table that only
this mode fills. With \`kube-proxy-replacement: "false"\` kube-proxy may answer the NodePort, but sends to the placeholder endpoint
192.192.192.192, where nobody answers. Since 1.16 the operator does not even start its Gateway controller without it.
Up to 1.18 \`enable-node-port: "true"\` could stand in for it; 1.19 removed that key.`,
  silentWhen:
    'The Service is an ordinary one with back ends of its own (kube-proxy may serve it), or `kube-proxy-replacement` is `"true"`.',
  references: [
    'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/#prerequisites',
    'https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/',
    'https://github.com/cilium/cilium/issues/32596',
  ],
  remedies: (names) => [
    {
      title: 'Switch kube-proxy replacement on, then remove kube-proxy',
      recommended: true,
      effect: 'The agents program NodePorts and redirect those of Gateways and Ingresses to Envoy.',
      risk: 'Concerns every Service of the cluster: agents restart node by node, and connections that kube-proxy had set up may be reset once. Agents must reach the API server without kube-proxy, hence k8sServiceHost and k8sServicePort.',
      undo: 'Set kubeProxyReplacement to false and restart the agents; keep kube-proxy installed until the new mode is proven.',
      steps: applyHelm(names, 'kubeProxyReplacement: true\nk8sServiceHost: <host of the API server>\nk8sServicePort: 443\n'),
      verify: [verifySetting(names, 'kube-proxy-replacement'), ...verifyTargets(names)],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, cluster }: Joined): Finding {
  const replacement = setting(cluster, 'kube-proxy-replacement');
  const nodePort = setting(cluster, 'enable-node-port');
  if (!replacement.known) return unknown(replacement);
  if (on.includes(replacement.value.value)) return ruledOut(`${quote(replacement.value)} in ${replacement.value.source}`);
  if (nodePort.known && nodePort.value.value === 'true') return ruledOut(`${quote(nodePort.value)} stands in for kube-proxy replacement`);
  return cause({
    summary: `Kube-proxy replacement is off (${quote(replacement.value)}), so no node redirects the NodePorts to Envoy`,
    confidence: replacement.value.explicit && nodePort.known && nodePort.value.explicit ? 'certain' : 'likely',
    because: replacement.value.explicit ? 'the ConfigMap switches it off' : 'the ConfigMap does not switch it on, and off is the default',
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    evidence: [
      supporting(quote(replacement.value), replacement.value.source),
      ...(nodePort.known ? [supporting(quote(nodePort.value), nodePort.value.source)] : []),
    ],
  });
}
