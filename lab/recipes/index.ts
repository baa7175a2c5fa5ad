/** All recipes, alphabetically. */

import { recipe as controllerNotRunning } from './aws/controller-not-running.ts';
import { recipe as controllerReportsError } from './aws/controller-reports-error.ts';
import { recipe as missingTargets } from './aws/missing-targets.ts';
import { recipe as schemeMismatch } from './aws/scheme-mismatch.ts';
import { recipe as staleTargets } from './aws/stale-targets.ts';
import { recipe as targetGroupWithoutListener } from './aws/target-group-without-listener.ts';
import { recipe as wrongController } from './aws/wrong-controller.ts';
import { recipe as agentsNotRestarted } from './cilium/agents-not-restarted.ts';
import { recipe as conflictingListeners } from './cilium/conflicting-listeners.ts';
import { recipe as duplicateListenerName } from './cilium/duplicate-listener-name.ts';
import { recipe as envoyConfigMissing } from './cilium/envoy-config-missing.ts';
import { recipe as envoyConfigOff } from './cilium/envoy-config-off.ts';
import { recipe as envoyConfigPortMissing } from './cilium/envoy-config-port-missing.ts';
import { recipe as gatewayClassServiceType } from './cilium/gateway-class-service-type.ts';
import { recipe as gatewayCrdsUnsupported } from './cilium/gateway-crds-unsupported.ts';
import { recipe as hostNetworkPrivilegedPort } from './cilium/host-network-privileged-port.ts';
import { recipe as hostNetworkRemovedLoadBalancer } from './cilium/host-network-removed-load-balancer.ts';
import { recipe as ipTargetsOnGateway } from './cilium/ip-targets-on-gateway.ts';
import { recipe as kubeProxyReplacementOff } from './cilium/kube-proxy-replacement-off.ts';
import { recipe as l7ProxyOff } from './cilium/l7-proxy-off.ts';
import { recipe as nodeConfigOverride } from './cilium/node-config-override.ts';
import { recipe as operatorNotRestarted } from './cilium/operator-not-restarted.ts';
import { recipe as certificateUnresolved } from './gateway/certificate-unresolved.ts';
import { recipe as infrastructurePruned } from './gateway/infrastructure-pruned.ts';
import { recipe as schemeAnnotationNotPropagated } from './gateway/scheme-annotation-not-propagated.ts';
import { recipe as nodePortChanged } from './kubernetes/node-port-changed.ts';
import { recipe as nodePortNotAllocated } from './kubernetes/node-port-not-allocated.ts';
import { recipe as nodesExcluded } from './kubernetes/nodes-excluded.ts';
import { recipe as serviceDeleted } from './kubernetes/service-deleted.ts';
import type { Recipe } from './recipe.ts';

export const recipes: readonly Recipe[] = [
  controllerNotRunning,
  controllerReportsError,
  missingTargets,
  schemeMismatch,
  staleTargets,
  targetGroupWithoutListener,
  wrongController,
  agentsNotRestarted,
  conflictingListeners,
  duplicateListenerName,
  envoyConfigMissing,
  envoyConfigOff,
  envoyConfigPortMissing,
  gatewayClassServiceType,
  gatewayCrdsUnsupported,
  hostNetworkPrivilegedPort,
  hostNetworkRemovedLoadBalancer,
  ipTargetsOnGateway,
  kubeProxyReplacementOff,
  l7ProxyOff,
  nodeConfigOverride,
  operatorNotRestarted,
  certificateUnresolved,
  infrastructurePruned,
  schemeAnnotationNotPropagated,
  nodePortChanged,
  nodePortNotAllocated,
  nodesExcluded,
  serviceDeleted,
];
