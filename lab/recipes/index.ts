/** All recipes, alphabetically. */

import { recipe as controllerNotRunning } from './aws/controller-not-running.ts';
import { recipe as controllerReportsError } from './aws/controller-reports-error.ts';
import { recipe as healthCheckPortBlocked } from './aws/health-check-port-blocked.ts';
import { recipe as instanceNotRunning } from './aws/instance-not-running.ts';
import { recipe as loadBalancerEgressBlocked } from './aws/load-balancer-egress-blocked.ts';
import { recipe as loadBalancerNotActive } from './aws/load-balancer-not-active.ts';
import { recipe as missingTargets } from './aws/missing-targets.ts';
import { recipe as networkAclBlocks } from './aws/network-acl-blocks.ts';
import { recipe as schemeMismatch } from './aws/scheme-mismatch.ts';
import { recipe as securityGroupBlocksHealthCheck } from './aws/security-group-blocks-health-check.ts';
import { recipe as securityGroupTagAmbiguous } from './aws/security-group-tag-ambiguous.ts';
import { recipe as staleTargets } from './aws/stale-targets.ts';
import { recipe as targetGroupWithoutListener } from './aws/target-group-without-listener.ts';
import { recipe as targetsRegistering } from './aws/targets-registering.ts';
import { recipe as wrongController } from './aws/wrong-controller.ts';
import { recipe as zoneNotEnabled } from './aws/zone-not-enabled.ts';
import { recipe as agentPodNotReady } from './cilium/agent-pod-not-ready.ts';
import { recipe as agentsNotRestarted } from './cilium/agents-not-restarted.ts';
import { recipe as conflictingListeners } from './cilium/conflicting-listeners.ts';
import { recipe as duplicateListenerName } from './cilium/duplicate-listener-name.ts';
import { recipe as envoyConfigMissing } from './cilium/envoy-config-missing.ts';
import { recipe as envoyConfigOff } from './cilium/envoy-config-off.ts';
import { recipe as envoyConfigPortMissing } from './cilium/envoy-config-port-missing.ts';
import { recipe as envoyOlderThanConfig } from './cilium/envoy-older-than-config.ts';
import { recipe as envoyPodNotReady } from './cilium/envoy-pod-not-ready.ts';
import { recipe as foreignHostNetworkDaemon } from './cilium/foreign-host-network-daemon.ts';
import { recipe as gatewayClassServiceType } from './cilium/gateway-class-service-type.ts';
import { recipe as gatewayCrdsUnsupported } from './cilium/gateway-crds-unsupported.ts';
import { recipe as healthCheckNodePortOff } from './cilium/health-check-node-port-off.ts';
import { recipe as hostNetworkPrivilegedPort } from './cilium/host-network-privileged-port.ts';
import { recipe as hostNetworkRemovedLoadBalancer } from './cilium/host-network-removed-load-balancer.ts';
import { recipe as ipTargetsOnGateway } from './cilium/ip-targets-on-gateway.ts';
import { recipe as kubeProxyReplacementOff } from './cilium/kube-proxy-replacement-off.ts';
import { recipe as l7ProxyOff } from './cilium/l7-proxy-off.ts';
import { recipe as localPolicyHealthCheck } from './cilium/local-policy-health-check.ts';
import { recipe as mixedVersions } from './cilium/mixed-versions.ts';
import { recipe as nodeConfigOverride } from './cilium/node-config-override.ts';
import { recipe as nodeImageLacksTproxy } from './cilium/node-image-lacks-tproxy.ts';
import { recipe as operatorNotRestarted } from './cilium/operator-not-restarted.ts';
import { recipe as sourceRangesBlockHealthChecks } from './cilium/source-ranges-block-health-checks.ts';
import { recipe as certificateUnresolved } from './gateway/certificate-unresolved.ts';
import { recipe as infrastructurePruned } from './gateway/infrastructure-pruned.ts';
import { recipe as schemeAnnotationNotPropagated } from './gateway/scheme-annotation-not-propagated.ts';
import { recipe as localPolicyNodeNameMismatch } from './kubernetes/local-policy-node-name-mismatch.ts';
import { recipe as localPolicyNodesWithoutEndpoints } from './kubernetes/local-policy-nodes-without-endpoints.ts';
import { recipe as noReadyEndpoints } from './kubernetes/no-ready-endpoints.ts';
import { recipe as nodeNotReady } from './kubernetes/node-not-ready.ts';
import { recipe as nodePortChanged } from './kubernetes/node-port-changed.ts';
import { recipe as nodePortNotAllocated } from './kubernetes/node-port-not-allocated.ts';
import { recipe as nodesExcluded } from './kubernetes/nodes-excluded.ts';
import { recipe as serviceDeleted } from './kubernetes/service-deleted.ts';
import type { Recipe } from './recipe.ts';

export const recipes: readonly Recipe[] = [
  controllerNotRunning,
  controllerReportsError,
  healthCheckPortBlocked,
  instanceNotRunning,
  loadBalancerEgressBlocked,
  loadBalancerNotActive,
  missingTargets,
  networkAclBlocks,
  schemeMismatch,
  securityGroupBlocksHealthCheck,
  securityGroupTagAmbiguous,
  staleTargets,
  targetGroupWithoutListener,
  targetsRegistering,
  wrongController,
  zoneNotEnabled,
  agentPodNotReady,
  agentsNotRestarted,
  conflictingListeners,
  duplicateListenerName,
  envoyConfigMissing,
  envoyConfigOff,
  envoyConfigPortMissing,
  envoyOlderThanConfig,
  envoyPodNotReady,
  foreignHostNetworkDaemon,
  gatewayClassServiceType,
  gatewayCrdsUnsupported,
  healthCheckNodePortOff,
  hostNetworkPrivilegedPort,
  hostNetworkRemovedLoadBalancer,
  ipTargetsOnGateway,
  kubeProxyReplacementOff,
  l7ProxyOff,
  localPolicyHealthCheck,
  mixedVersions,
  nodeConfigOverride,
  nodeImageLacksTproxy,
  operatorNotRestarted,
  sourceRangesBlockHealthChecks,
  certificateUnresolved,
  infrastructurePruned,
  schemeAnnotationNotPropagated,
  localPolicyNodeNameMismatch,
  localPolicyNodesWithoutEndpoints,
  noReadyEndpoints,
  nodeNotReady,
  nodePortChanged,
  nodePortNotAllocated,
  nodesExcluded,
  serviceDeleted,
];
