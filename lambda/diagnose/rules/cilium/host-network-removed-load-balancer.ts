/** Host network mode is an alternative to a load balancer, not a repair of one: the Service loses its type and the NLB goes away. */

import { helm, kubectl } from '../../../text/commands.ts';
import { quote, type Setting, setting } from '../../../topology/cilium.ts';
import { valueOr } from '../../../topology/fact.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { advice, cause, type Finding, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, helmValues, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, keysOf, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

export const hostNetworkRemovedLoadBalancer: LoadBalancerRule = {
  id: 'cilium/host-network-removed-load-balancer',
  title: 'Host network mode is on: the Service is no longer a LoadBalancer, and the load balancer goes away',
  severity: 'critical',
  hop: 'load-balancer',
  subject: 'loadBalancer',
  reads: ['configmaps', 'services', 'gateways.gateway.networking.k8s.io'],
  explanation: `\`gateway-api-hostnetwork-enabled: "true"\` (Helm \`gatewayAPI.hostNetwork.enabled\`) makes Envoy listen on the listener ports of the nodes, 80 and 443,
instead of answering NodePorts. The operator turns the Service of **every** Cilium Gateway from LoadBalancer into ClusterIP (NodePort from 1.19.5); its
NodePorts are released; the load-balancer controller deletes listeners, target groups and the NLB, and the DNS name is gone. In between the NLB still
stands, and all its targets fail. It is sometimes recommended as a repair for unhealthy targets; it turns an outage into one without a load balancer.`,
  silentWhen:
    'The switch is "false" or absent, or the target groups point to the listener ports of the nodes and were made for this mode by hand.',
  references: [
    'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/host-network-mode/',
    'https://github.com/cilium/cilium/issues/42786',
  ],
  specialCaseOf: [
    'kubernetes/node-port-changed',
    'kubernetes/node-port-not-allocated',
    'cilium/gateway-class-service-type',
    'kubernetes/service-deleted',
    'aws/controller-reports-error',
    'aws/stale-targets',
  ],
  remedies: (names) => [
    {
      title: 'Switch host network mode off again and restart the operator',
      recommended: true,
      effect: 'The Service becomes a LoadBalancer again and the targets answer on its NodePorts.',
      risk: 'If the load balancer was deleted meanwhile, a NEW one is made, with a new name, DNS name and addresses: DNS records, PrivateLink and VPC links that point at the old one must follow. If it still stands, the controller may keep it.',
      undo: 'Set it to true again: the load balancer is deleted.',
      steps: [
        helmValues('gatewayAPI:\n  hostNetwork:\n    enabled: false\n'),
        command(
          helm(
            names,
            `upgrade cilium cilium/cilium --namespace ${names.ciliumNamespace} --reuse-values --set gatewayAPI.hostNetwork.enabled=false`,
          ),
        ),
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout restart deployment/cilium-operator`)),
        text(
          `With GitOps: revert the value in its repository and sync, then restart the operator. If the agents ran an old configuration before, restart them too: ${kubectl(names, `-n ${names.ciliumNamespace} rollout restart daemonset/cilium`)}`,
        ),
      ],
      verify: [
        command(
          kubectl(
            names,
            `-n ${names.namespace} get service ${names.service} -o jsonpath='{.spec.type} {.status.loadBalancer.ingress[0].hostname}'`,
          ),
        ),
        ...verifyTargets(names),
      ],
    },
    {
      title: 'Keep host network mode and own the load balancer yourself',
      recommended: false,
      effect: 'An NLB made by Terraform or a TargetGroupBinding sends to ports 80 and 443 of the nodes, where Envoy listens.',
      risk: 'The present load balancer is deleted. Ports below 1024 need NET_BIND_SERVICE for Envoy and envoy.securityContext.capabilities.keepCapNetBindService; without them nothing listens, and no status shows it.',
      undo: 'The first remedy.',
      steps: [
        text(
          'Give the target groups the listener ports of the Gateway, not NodePorts; restrict nodes with gatewayAPI.hostNetwork.nodes.matchLabels.',
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine(joined: Joined): Finding {
  const gateway = valueOr(joined.origin.gateway, undefined);
  const mode = setting(joined.cluster, gateway === undefined ? 'ingress-hostnetwork-enabled' : 'gateway-api-hostnetwork-enabled');
  if (!mode.known) return unknown(mode);
  if (mode.value.value !== 'true') return ruledOut(quote(mode.value));
  if (!joined.origin.service.known) return unknown(joined.origin.service);
  const type = joined.origin.service.value?.spec?.type;
  if (type === 'LoadBalancer' || type === undefined) return aboutTo(joined, mode.value);
  return removed(joined, mode.value, type);
}

function removed({ loadBalancer, origin }: Joined, mode: Setting, type: string): Finding {
  const service = valueOr(origin.service, undefined);
  const source = service === undefined ? 'Service' : nameOf(service);
  return cause({
    summary: `Host network mode turned ${source} from LoadBalancer into ${type}: its NodePorts are released, and the controller deletes this load balancer`,
    confidence: 'certain',
    because: 'the ConfigMap says so and the Service already has the other type',
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    evidence: [
      supporting(quote(mode), mode.source),
      supporting(`spec.type: ${type}, although a load balancer stands in front of it`, source),
    ],
  });
}

const aboutTo = ({ origin }: Joined, mode: Setting): Finding =>
  advice({
    summary: `Host network mode is switched on in the ConfigMap: at its next restart the operator takes the load balancer away from Service ${origin.namespace}/${origin.name}`,
    confidence: 'likely',
    because: 'the operator reads the ConfigMap at start only, and the Service is still a LoadBalancer',
    severity: 'warning',
    evidence: [supporting(quote(mode), mode.source)],
  });
