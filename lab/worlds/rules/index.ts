/** All tables, alphabetically. */

import { table as controllerNotRunning } from './aws/controller-not-running.ts';
import { table as controllerReportsError } from './aws/controller-reports-error.ts';
import { table as healthCheckPortBlocked } from './aws/health-check-port-blocked.ts';
import { table as instanceNotRunning } from './aws/instance-not-running.ts';
import { table as loadBalancerEgressBlocked } from './aws/load-balancer-egress-blocked.ts';
import { table as loadBalancerNotActive } from './aws/load-balancer-not-active.ts';
import { table as missingTargets } from './aws/missing-targets.ts';
import { table as networkAclBlocks } from './aws/network-acl-blocks.ts';
import { table as schemeMismatch } from './aws/scheme-mismatch.ts';
import { table as securityGroupBlocksHealthCheck } from './aws/security-group-blocks-health-check.ts';
import { table as securityGroupTagAmbiguous } from './aws/security-group-tag-ambiguous.ts';
import { table as staleTargets } from './aws/stale-targets.ts';
import { table as targetGroupWithoutListener } from './aws/target-group-without-listener.ts';
import { table as targetsRegistering } from './aws/targets-registering.ts';
import { table as wrongController } from './aws/wrong-controller.ts';
import { table as zoneNotEnabled } from './aws/zone-not-enabled.ts';
import { table as agentPodNotReady } from './cilium/agent-pod-not-ready.ts';
import { table as agentsNotRestarted } from './cilium/agents-not-restarted.ts';
import { table as conflictingListeners } from './cilium/conflicting-listeners.ts';
import { table as duplicateListenerName } from './cilium/duplicate-listener-name.ts';
import { table as envoyConfigMissing } from './cilium/envoy-config-missing.ts';
import { table as envoyConfigOff } from './cilium/envoy-config-off.ts';
import { table as envoyConfigPortMissing } from './cilium/envoy-config-port-missing.ts';
import { table as envoyOlderThanConfig } from './cilium/envoy-older-than-config.ts';
import { table as envoyPodNotReady } from './cilium/envoy-pod-not-ready.ts';
import { table as foreignHostNetworkDaemon } from './cilium/foreign-host-network-daemon.ts';
import { table as gatewayClassServiceType } from './cilium/gateway-class-service-type.ts';
import { table as gatewayCrdsUnsupported } from './cilium/gateway-crds-unsupported.ts';
import { table as healthCheckNodePortOff } from './cilium/health-check-node-port-off.ts';
import { table as hostNetworkPrivilegedPort } from './cilium/host-network-privileged-port.ts';
import { table as hostNetworkRemovedLoadBalancer } from './cilium/host-network-removed-load-balancer.ts';
import { table as ipTargetsOnGateway } from './cilium/ip-targets-on-gateway.ts';
import { table as kubeProxyReplacementOff } from './cilium/kube-proxy-replacement-off.ts';
import { table as l7ProxyOff } from './cilium/l7-proxy-off.ts';
import { table as localPolicyHealthCheck } from './cilium/local-policy-health-check.ts';
import { table as mixedVersions } from './cilium/mixed-versions.ts';
import { table as nodeConfigOverride } from './cilium/node-config-override.ts';
import { table as nodeImageLacksTproxy } from './cilium/node-image-lacks-tproxy.ts';
import { table as operatorNotRestarted } from './cilium/operator-not-restarted.ts';
import { table as sourceRangesBlockHealthChecks } from './cilium/source-ranges-block-health-checks.ts';
import { table as certificateUnresolved } from './gateway/certificate-unresolved.ts';
import { table as infrastructurePruned } from './gateway/infrastructure-pruned.ts';
import { table as schemeAnnotationNotPropagated } from './gateway/scheme-annotation-not-propagated.ts';
import { table as localPolicyNodeNameMismatch } from './kubernetes/local-policy-node-name-mismatch.ts';
import { table as localPolicyNodesWithoutEndpoints } from './kubernetes/local-policy-nodes-without-endpoints.ts';
import { table as noReadyEndpoints } from './kubernetes/no-ready-endpoints.ts';
import { table as nodeNotReady } from './kubernetes/node-not-ready.ts';
import { table as nodePortChanged } from './kubernetes/node-port-changed.ts';
import { table as nodePortNotAllocated } from './kubernetes/node-port-not-allocated.ts';
import { table as nodesExcluded } from './kubernetes/nodes-excluded.ts';
import { table as serviceDeleted } from './kubernetes/service-deleted.ts';
import type { RuleTable } from './table.ts';

export const ruleTables: readonly RuleTable[] = [
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
