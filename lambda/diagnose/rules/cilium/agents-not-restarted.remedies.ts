/** What to do about agents that run an old configuration, and what not to do: the alternatives people reach for make it worse. */

import { kubectl } from '../../../text/commands.ts';
import type { Names, Remedy } from '../../finding.ts';
import { command, helmValues, restartCilium, text, verifyIngressAddresses, verifyTargets } from '../../remedies.ts';

export const remedies = (names: Names): readonly Remedy[] => [restart(names), rollOut(names), hostNetwork(names), localPolicy(names)];

const restart = (names: Names): Remedy => ({
  title: 'Restart the operator and the agents, so that they read the ConfigMap as it is now',
  recommended: true,
  effect: 'Each agent starts with Envoy configuration on, redirects the NodePorts to Envoy, and its target passes about 30 seconds later.',
  risk: 'Agents restart node by node. Running connections keep flowing through eBPF; new pods, policy changes and DNS policies of a node wait some seconds. Connections through Envoy on a restarting node may be reset.',
  undo: `Nothing to undo: a restart changes no configuration. If an agent does not come up: ${kubectl(names, `-n ${names.ciliumNamespace} rollout undo daemonset/cilium`)}`,
  steps: restartCilium(names),
  verify: [
    ...verifyIngressAddresses(names),
    ...verifyTargets(names),
    command(
      kubectl(
        names,
        `-n ${names.gatewayNamespace} get gateway ${names.gateway} -o jsonpath='{range .status.listeners[*]}{.name}{" attachedRoutes="}{.attachedRoutes}{"\\n"}{end}'`,
      ),
    ),
    command(
      `host=$(${hostname(names)}); curl -sS -o /dev/null -w '%{http_code}\\n' "http://$host/"; curl -sSv -o /dev/null "https://$host/" 2>&1 | grep -E 'subject:|expire date|HTTP/'`,
    ),
    text(
      'An HTTP status of any kind and a certificate show that Envoy answers. An internal load balancer must be asked from inside the VPC. A 404 means that no route matches, which is not a fault of the targets.',
    ),
  ],
});

const hostname = (names: Names) =>
  kubectl(names, `-n ${names.namespace} get service ${names.service} -o jsonpath='{.status.loadBalancer.ingress[0].hostname}'`);

const rollOut = (names: Names): Remedy => ({
  title: 'Make changed configuration restart what reads it, so that this cannot happen again (Helm, Argo CD, Flux)',
  recommended: false,
  effect:
    'Pod templates carry a checksum of the ConfigMap: the next change of a value rolls operator, agents and Envoy by itself. Setting it does the restart as well.',
  risk: 'From now on every change of a Cilium value restarts agents, node by node, at the time it is synced.',
  undo: 'Set the three values to false.',
  steps: [
    helmValues('rollOutCiliumPods: true\noperator:\n  rollOutPods: true\nenvoy:\n  rollOutPods: true\n'),
    text(
      'For Argo CD or Flux: put the values into the Application or HelmRelease and sync; without them a sync changes the ConfigMap and restarts nothing.',
    ),
  ],
  verify: [
    command(
      kubectl(
        names,
        `-n ${names.ciliumNamespace} get daemonset cilium -o jsonpath='{.spec.template.metadata.annotations.cilium\\.io/cilium-configmap-checksum}'`,
      ),
    ),
    ...verifyTargets(names),
  ],
});

const hostNetwork = (names: Names): Remedy => ({
  title: 'Host network mode (gatewayAPI.hostNetwork.enabled): an alternative to this load balancer, not a repair of it',
  recommended: false,
  effect:
    'The Service stops being of type LoadBalancer, the NLB and its DNS name are deleted, and Envoy listens on ports 80 and 443 of the nodes instead of the NodePorts. Pro: no NodePorts. Con: you build and own a load balancer yourself.',
  risk: 'Deletes this load balancer: an outage for every Gateway of the cluster until another one points at the nodes. Ports below 1024 also need NET_BIND_SERVICE for Envoy. The key is hostNetwork.nodes.matchLabels; hostNetwork.nodeSelector does not exist and is ignored.',
  undo: 'Set it to false and restart the operator: a new load balancer with a new DNS name is made.',
  steps: [
    text('Do not use it to repair unhealthy targets. Deploying Envoy pods of your own is not possible either: Cilium has no such mode.'),
  ],
  verify: [command(kubectl(names, `-n ${names.namespace} get service ${names.service} -o jsonpath='{.spec.type}'`))],
});

const localPolicy = (names: Names): Remedy => ({
  title: 'externalTrafficPolicy: Local does not help here',
  recommended: false,
  effect:
    'None for client addresses: the Envoy that answers is on the node that received the packet, whatever the policy. The health check becomes HTTP on another port.',
  risk: 'All targets fail in Cilium 1.16.0, and in 1.18 and 1.19 releases from before February 2026, because the health port answers 503 for Services that Envoy serves.',
  undo: 'Set it back to Cluster.',
  steps: [text('Leave externalTrafficPolicy at Cluster.')],
  verify: [command(kubectl(names, `-n ${names.namespace} get service ${names.service} -o jsonpath='{.spec.externalTrafficPolicy}'`))],
});
