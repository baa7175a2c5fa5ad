/** All rules, in the order of the catalogue. A rule that is not here does not exist. */

import type { Rule } from '../rule.ts';
import { controllerNotRunning } from './aws/controller-not-running.ts';
import { controllerReportsError } from './aws/controller-reports-error.ts';
import { missingTargets } from './aws/missing-targets.ts';
import { schemeMismatch } from './aws/scheme-mismatch.ts';
import { staleTargets } from './aws/stale-targets.ts';
import { targetGroupWithoutListener } from './aws/target-group-without-listener.ts';
import { wrongController } from './aws/wrong-controller.ts';
import { agentsNotRestarted } from './cilium/agents-not-restarted.ts';
import { conflictingListeners } from './cilium/conflicting-listeners.ts';
import { duplicateListenerName } from './cilium/duplicate-listener-name.ts';
import { envoyConfigMissing } from './cilium/envoy-config-missing.ts';
import { envoyConfigOff } from './cilium/envoy-config-off.ts';
import { envoyConfigPortMissing } from './cilium/envoy-config-port-missing.ts';
import { gatewayClassServiceType } from './cilium/gateway-class-service-type.ts';
import { gatewayCrdsUnsupported } from './cilium/gateway-crds-unsupported.ts';
import { hostNetworkPrivilegedPort } from './cilium/host-network-privileged-port.ts';
import { hostNetworkRemovedLoadBalancer } from './cilium/host-network-removed-load-balancer.ts';
import { ipTargetsOnGateway } from './cilium/ip-targets-on-gateway.ts';
import { kubeProxyReplacementOff } from './cilium/kube-proxy-replacement-off.ts';
import { l7ProxyOff } from './cilium/l7-proxy-off.ts';
import { nodeConfigOverride } from './cilium/node-config-override.ts';
import { operatorNotRestarted } from './cilium/operator-not-restarted.ts';
import { certificateUnresolved } from './gateway/certificate-unresolved.ts';
import { infrastructurePruned } from './gateway/infrastructure-pruned.ts';
import { schemeAnnotationNotPropagated } from './gateway/scheme-annotation-not-propagated.ts';
import { nodePortChanged } from './kubernetes/node-port-changed.ts';
import { nodePortNotAllocated } from './kubernetes/node-port-not-allocated.ts';
import { nodesExcluded } from './kubernetes/nodes-excluded.ts';
import { serviceDeleted } from './kubernetes/service-deleted.ts';

export const rules: readonly Rule[] = [
  agentsNotRestarted,
  operatorNotRestarted,
  gatewayCrdsUnsupported,
  kubeProxyReplacementOff,
  l7ProxyOff,
  envoyConfigOff,
  nodeConfigOverride,
  envoyConfigMissing,
  envoyConfigPortMissing,
  duplicateListenerName,
  conflictingListeners,
  hostNetworkRemovedLoadBalancer,
  hostNetworkPrivilegedPort,
  gatewayClassServiceType,
  ipTargetsOnGateway,
  nodePortNotAllocated,
  nodePortChanged,
  nodesExcluded,
  serviceDeleted,
  schemeAnnotationNotPropagated,
  infrastructurePruned,
  certificateUnresolved,
  targetGroupWithoutListener,
  wrongController,
  controllerNotRunning,
  controllerReportsError,
  staleTargets,
  missingTargets,
  schemeMismatch,
];
