/** All rules, in the order of the catalogue. A rule that is not here does not exist. */

import type { Reads } from '../../snapshot/reads.ts';
import type { Rule } from '../rule.ts';
import { controllerNotRunning } from './aws/controller-not-running.ts';
import { controllerReportsError } from './aws/controller-reports-error.ts';
import { healthCheckPortBlocked } from './aws/health-check-port-blocked.ts';
import { instanceNotRunning } from './aws/instance-not-running.ts';
import { loadBalancerEgressBlocked } from './aws/load-balancer-egress-blocked.ts';
import { loadBalancerNotActive } from './aws/load-balancer-not-active.ts';
import { missingTargets } from './aws/missing-targets.ts';
import { networkAclBlocks } from './aws/network-acl-blocks.ts';
import { schemeMismatch } from './aws/scheme-mismatch.ts';
import { securityGroupBlocksHealthCheck } from './aws/security-group-blocks-health-check.ts';
import { securityGroupTagAmbiguous } from './aws/security-group-tag-ambiguous.ts';
import { staleTargets } from './aws/stale-targets.ts';
import { targetGroupWithoutListener } from './aws/target-group-without-listener.ts';
import { targetsRegistering } from './aws/targets-registering.ts';
import { wrongController } from './aws/wrong-controller.ts';
import { zoneNotEnabled } from './aws/zone-not-enabled.ts';
import { agentPodNotReady } from './cilium/agent-pod-not-ready.ts';
import { agentsNotRestarted } from './cilium/agents-not-restarted.ts';
import { conflictingListeners } from './cilium/conflicting-listeners.ts';
import { duplicateListenerName } from './cilium/duplicate-listener-name.ts';
import { envoyConfigMissing } from './cilium/envoy-config-missing.ts';
import { envoyConfigOff } from './cilium/envoy-config-off.ts';
import { envoyConfigPortMissing } from './cilium/envoy-config-port-missing.ts';
import { envoyOlderThanConfig } from './cilium/envoy-older-than-config.ts';
import { envoyPodNotReady } from './cilium/envoy-pod-not-ready.ts';
import { foreignHostNetworkDaemon } from './cilium/foreign-host-network-daemon.ts';
import { gatewayClassServiceType } from './cilium/gateway-class-service-type.ts';
import { gatewayCrdsUnsupported } from './cilium/gateway-crds-unsupported.ts';
import { healthCheckNodePortOff } from './cilium/health-check-node-port-off.ts';
import { hostNetworkPrivilegedPort } from './cilium/host-network-privileged-port.ts';
import { hostNetworkRemovedLoadBalancer } from './cilium/host-network-removed-load-balancer.ts';
import { ipTargetsOnGateway } from './cilium/ip-targets-on-gateway.ts';
import { kubeProxyReplacementOff } from './cilium/kube-proxy-replacement-off.ts';
import { l7ProxyOff } from './cilium/l7-proxy-off.ts';
import { localPolicyHealthCheck } from './cilium/local-policy-health-check.ts';
import { mixedVersions } from './cilium/mixed-versions.ts';
import { nodeConfigOverride } from './cilium/node-config-override.ts';
import { nodeImageLacksTproxy } from './cilium/node-image-lacks-tproxy.ts';
import { operatorNotRestarted } from './cilium/operator-not-restarted.ts';
import { sourceRangesBlockHealthChecks } from './cilium/source-ranges-block-health-checks.ts';
import { certificateUnresolved } from './gateway/certificate-unresolved.ts';
import { infrastructurePruned } from './gateway/infrastructure-pruned.ts';
import { schemeAnnotationNotPropagated } from './gateway/scheme-annotation-not-propagated.ts';
import { localPolicyNodeNameMismatch } from './kubernetes/local-policy-node-name-mismatch.ts';
import { localPolicyNodesWithoutEndpoints } from './kubernetes/local-policy-nodes-without-endpoints.ts';
import { noReadyEndpoints } from './kubernetes/no-ready-endpoints.ts';
import { nodeNotReady } from './kubernetes/node-not-ready.ts';
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
  agentPodNotReady,
  envoyPodNotReady,
  envoyOlderThanConfig,
  mixedVersions,
  localPolicyHealthCheck,
  healthCheckNodePortOff,
  sourceRangesBlockHealthChecks,
  nodeImageLacksTproxy,
  foreignHostNetworkDaemon,
  noReadyEndpoints,
  localPolicyNodesWithoutEndpoints,
  localPolicyNodeNameMismatch,
  nodePortNotAllocated,
  nodePortChanged,
  nodeNotReady,
  nodesExcluded,
  serviceDeleted,
  schemeAnnotationNotPropagated,
  infrastructurePruned,
  certificateUnresolved,
  securityGroupBlocksHealthCheck,
  securityGroupTagAmbiguous,
  loadBalancerEgressBlocked,
  networkAclBlocks,
  healthCheckPortBlocked,
  zoneNotEnabled,
  targetGroupWithoutListener,
  wrongController,
  controllerNotRunning,
  controllerReportsError,
  staleTargets,
  missingTargets,
  instanceNotRunning,
  targetsRegistering,
  loadBalancerNotActive,
  schemeMismatch,
];

/** What all rules together read: the collector reads nothing else, and the RBAC manifest allows nothing else. */
export const readsOfAllRules: readonly Reads[] = [...new Set(rules.flatMap((rule) => rule.reads))];
