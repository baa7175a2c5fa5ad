/** A diagnosis written by hand, as small as one with every part in it can be: reports are tested against it, not against the engine's words. */

import type { Diagnosis, LoadBalancerDiagnosis, ReportedFinding, TargetGroupDiagnosis } from '../../lambda/diagnose/diagnosis.ts';
import type { Remedy } from '../../lambda/diagnose/finding.ts';

export const longCommand =
  "kubectl -n kube-system get daemonset cilium -o jsonpath='{.spec.template.metadata.annotations.cilium\\.io/cilium-configmap-checksum}'";

export const restart: Remedy = {
  title: 'Restart the operator and the agents',
  recommended: true,
  effect: 'Each agent redirects the NodePorts to Envoy.',
  risk: 'Agents restart node by node.',
  undo: 'Nothing to undo.',
  steps: [
    {
      kind: 'command',
      text: 'kubectl -n kube-system rollout restart daemonset/cilium\nkubectl -n kube-system rollout status daemonset/cilium',
    },
  ],
  verify: [
    { kind: 'command', text: longCommand },
    { kind: 'text', text: 'A checksum is printed.' },
  ],
};

export const replace: Remedy = {
  title: 'Move the annotation to spec.infrastructure.annotations',
  recommended: true,
  effect: 'The load balancer becomes internet-facing.',
  risk: 'REPLACES the load balancer: its DNS name changes.',
  undo: 'Take the annotation out again: it is replaced once more.',
  steps: [{ kind: 'manifest', text: 'spec:\n  infrastructure:\n    annotations: {}' }],
  verify: [],
};

export const hostNetwork: Remedy = {
  title: 'Host network mode: not a repair',
  recommended: false,
  effect: 'The NLB is deleted.',
  risk: 'Deletes this load balancer.',
  undo: 'Set it to false.',
  steps: [{ kind: 'helm', text: 'gatewayAPI:\n  hostNetwork:\n    enabled: true' }],
  verify: [],
};

export const notRestarted: ReportedFinding = {
  rule: 'cilium/agents-not-restarted',
  kind: 'cause',
  severity: 'critical',
  confidence: 'certain',
  because: 'the ConfigMap asks for it and the running agents publish the opposite',
  title: 'Cilium agents still run the configuration from before Envoy support was switched on',
  summary: 'All 5 nodes run a Cilium agent from before Envoy support was switched on',
  hop: 'node-port',
  about: 'targets',
  sharedBy: null,
  explains: { targets: 10, of: 10 },
  evidence: [
    { text: '10 of 10 targets fail', source: 'elasticloadbalancing:DescribeTargetHealth', supports: true },
    { text: 'enable-gateway-api: "true"', source: 'ConfigMap kube-system/cilium-config', supports: true },
    { text: 'one agent was restarted at 14:15', source: 'Pod kube-system/cilium-qx8n4', supports: false },
  ],
  remedies: [restart, hostNetwork],
  references: ['https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/#installation'],
  consequences: [{ rule: 'cilium/no-ingress-address', summary: 'No node has an ingress address' }],
};

export const scheme: ReportedFinding = {
  rule: 'gateway/scheme-annotation-not-propagated',
  kind: 'advice',
  severity: 'warning',
  confidence: 'certain',
  because: 'the annotation stands on the Gateway and not on the Service',
  title: 'The annotation of the Gateway is never copied to the Service',
  summary: 'The load balancer is internal; internet-facing was asked for',
  hop: 'load-balancer',
  about: 'scheme',
  sharedBy: null,
  explains: { targets: 0, of: 10 },
  evidence: [{ text: 'Scheme: internal', source: 'elasticloadbalancing:DescribeLoadBalancers', supports: true }],
  remedies: [replace],
  references: ['https://gateway-api.sigs.k8s.io/reference/spec/#gatewayinfrastructure'],
  consequences: [],
};

const groupOf = (name: string, port: number): TargetGroupDiagnosis => ({
  arn: `arn:aws:elasticloadbalancing:eu-west-2:111122223333:targetgroup/${name}/3bbc554db1f68729`,
  name,
  port,
  protocol: 'TCP',
  targetType: 'instance',
  healthy: 0,
  unhealthy: 5,
  initial: 0,
  draining: 0,
  unused: 0,
  expected: 5,
  byDesign: 0,
  failing: 5,
  targets: [1, 2, 3, 4, 5].map((at) => ({
    id: `i-0850eff32851766b${at}`,
    port,
    zone: 'eu-west-2a',
    state: 'unhealthy',
    reason: 'Target.FailedHealthChecks',
    node: `ip-10-60-5-${at}.eu-west-2.compute.internal`,
  })),
});

export const down: LoadBalancerDiagnosis = {
  arn: 'arn:aws:elasticloadbalancing:eu-west-2:111122223333:loadbalancer/net/k8s-gateway-ciliumga-e070c533ae/447b3c5d12d5c34b',
  name: 'k8s-gateway-ciliumga-e070c533ae',
  dnsName: 'k8s-gateway-ciliumga-e070c533ae-447b3c5d12d5c34b.elb.eu-west-2.amazonaws.com',
  region: 'eu-west-2',
  scheme: { actual: 'internal', requested: 'internet-facing', requestedBy: 'Gateway gateway/shared-gateway metadata.annotations' },
  cluster: 'obs-eu-dev-cluster',
  service: { namespace: 'gateway', name: 'cilium-gateway-shared-gateway' },
  gateway: { namespace: 'gateway', name: 'shared-gateway' },
  joinedBy: 'target-group-binding: TargetGroupBinding gateway/k8s-b8ffcd6ef9 binds the target group to the Service',
  status: 'down',
  failsOpen: true,
  summary: '0 of 10 targets of k8s-gateway-ciliumga-e070c533ae are healthy. All 5 nodes run an agent from before the change.',
  targetGroups: [groupOf('k8s-gateway-ciliumga-b8ffcd6ef9', 30866), groupOf('k8s-gateway-ciliumga-42cb6101bf', 31163)],
  path: [
    { hop: 'load-balancer', state: 'ok', text: 'k8s-gateway-ciliumga-e070c533ae, internal, active' },
    { hop: 'listener', state: 'ok', text: 'TCP 443, TCP 80' },
    { hop: 'target-group', state: 'failing', text: '0 of 10 targets healthy' },
    { hop: 'network', state: 'ok', text: 'tcp 30866-31163 from sg-0c61db26aca317c0d in sg-0ca10f1b1c00aac4e admits the load balancer' },
    { hop: 'node-port', state: 'broken', text: 'NodePort 30866/31163: no redirect to Envoy' },
    { hop: 'envoy', state: 'ok', text: 'cilium-envoy 5 of 5 ready' },
    { hop: 'route', state: 'ok', text: '1 route attached' },
    { hop: 'backend', state: 'unknown', text: 'back ends' },
  ],
  findings: [notRestarted, scheme],
  unexplained: 0,
  ruledOut: [{ rule: 'cilium/envoy-pod-not-ready', because: 'the cilium-envoy pods of all 5 failing nodes are ready' }],
  unknown: [{ rule: 'aws/network-acl-blocks', missing: 'the network ACLs were not read', grant: 'ec2:DescribeNetworkAcls on *' }],
  normal: [
    { what: 'The Service has the single endpoint 192.192.192.192:9999', because: 'Cilium writes this placeholder behind every Gateway' },
  ],
  shape: '10 of 10 targets, both ports, all nodes',
  differences: [],
};

export const healthy: LoadBalancerDiagnosis = {
  ...down,
  arn: 'arn:aws:elasticloadbalancing:eu-west-2:111122223333:loadbalancer/net/quiet/447b3c5d12d5c34c',
  name: 'quiet',
  scheme: { actual: 'internet-facing', requested: null, requestedBy: null },
  status: 'healthy',
  failsOpen: false,
  summary: 'All 2 targets of quiet are healthy.',
  targetGroups: [],
  path: [],
  findings: [],
  ruledOut: [],
  unknown: [],
  normal: [],
  shape: null,
};

/** The first targets of a group healthy, the others as they were. */
const spared = (group: TargetGroupDiagnosis, healthy: number): TargetGroupDiagnosis => ({
  ...group,
  healthy,
  unhealthy: group.unhealthy - healthy,
  failing: group.failing - healthy,
  targets: group.targets.map((target, at) => (at < healthy ? { ...target, state: 'healthy', reason: null } : target)),
});

/** Some targets fail, and no rule says why. */
export const puzzling: LoadBalancerDiagnosis = {
  ...down,
  name: 'puzzling',
  scheme: healthy.scheme,
  status: 'degraded',
  failsOpen: false,
  summary: '7 of 10 targets of puzzling are healthy.',
  targetGroups: down.targetGroups.map((group, at) => (at === 0 ? spared(group, 2) : spared(group, 5))),
  path: down.path.map(({ hop, state, text }) =>
    hop === 'target-group' ? { hop, state, text: '7 of 10 targets healthy' } : { hop, text, state: state === 'broken' ? 'unknown' : state },
  ),
  findings: [],
  unexplained: 3,
  shape: '3 of 10 targets, in zone eu-west-2b only',
  differences: [{ what: 'kernel', failing: '5.10.1', healthy: '6.1.9' }],
};

const reached = { region: 'eu-west-2', reachable: true, error: null, ciliumVersion: '1.18.3' };

export const seed: Diagnosis = {
  format: 1,
  takenAt: '2025-11-03T14:21:27Z',
  account: '111122223333',
  cannotTell: [],
  loadBalancers: [down],
  clusters: [{ ...reached, name: 'obs-eu-dev-cluster', findings: [] }],
  coverage: { regions: ['eu-west-2'], loadBalancers: 1, targetGroups: 2, notRead: [] },
};

/** Every part a diagnosis can have, the worst not first. */
export const fleet: Diagnosis = {
  ...seed,
  loadBalancers: [healthy, puzzling, down],
  clusters: [
    { ...reached, name: 'obs-eu-dev-cluster', findings: [{ ...notRestarted, kind: 'advice', explains: { targets: 0, of: 0 } }] },
    { ...reached, name: 'dark', reachable: false, error: 'connect ETIMEDOUT', ciliumVersion: null, findings: [] },
  ],
  coverage: {
    regions: ['eu-west-2'],
    loadBalancers: 3,
    targetGroups: 4,
    notRead: [{ what: 'ec2:DescribeNetworkAcls', region: 'eu-west-2', cluster: null, error: 'AccessDenied' }],
  },
};
