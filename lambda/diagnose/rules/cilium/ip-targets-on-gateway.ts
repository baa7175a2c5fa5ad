/** A Service that Envoy serves has no pods: with target type ip there is nothing to register, and the group stays empty. */

import { kubectl } from '../../../text/commands.ts';
import type { TargetGroup } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting } from '../../finding.ts';
import { command, manifest, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, type Joined, keysOf, list, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

export const ipTargetsOnGateway: LoadBalancerRule = {
  id: 'cilium/ip-targets-on-gateway',
  title: "Target type ip on a Service that Cilium's Envoy serves: nothing can be registered",
  severity: 'critical',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['services', 'targetgroupbindings.elbv2.k8s.aws', 'endpointslices.discovery.k8s.io'],
  explanation: `In \`ip\` mode the AWS Load Balancer Controller registers endpoints that are pods. The only endpoint of a Cilium Gateway or Ingress Service is the
placeholder 192.192.192.192:9999, which is none: the target group has no target at all, while the controller reports success. Traffic to such Services
enters at the NodePort of any node, so the target type must be \`instance\`.`,
  silentWhen: 'The group has type instance, or the Service has pods of its own as back ends.',
  references: [
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/3754',
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/',
  ],
  remedies: (names) => [
    {
      title: 'Use target type instance',
      recommended: true,
      effect: 'The controller makes new target groups with every node as target; the load balancer and its DNS name stay.',
      risk: 'New target groups replace the empty ones; there is nothing healthy to lose.',
      undo: 'Set the annotation back.',
      steps: [
        manifest(
          `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata:\n  name: ${names.gateway}\n  namespace: ${names.gatewayNamespace}\nspec:\n  infrastructure:\n    annotations:\n      service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: instance\n`,
        ),
        text(
          'For the shared Ingress set ingressController.service.annotations in the Helm values. Annotations in metadata of a Gateway never reach the Service.',
        ),
        command(
          kubectl(
            names,
            `-n ${names.namespace} annotate service ${names.service} service.beta.kubernetes.io/aws-load-balancer-nlb-target-type=instance --overwrite`,
          ),
        ),
      ],
      verify: [
        command(
          kubectl(names, `-n ${names.namespace} get targetgroupbindings -o custom-columns='NAME:.metadata.name,TYPE:.spec.targetType'`),
        ),
        ...verifyTargets(names),
      ],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, origin }: Joined): Finding {
  const byAddress = loadBalancer.targetGroups.filter(({ targetType }) => targetType === 'ip');
  if (byAddress.length === 0) {
    const types = [...new Set(loadBalancer.targetGroups.map(({ targetType }) => targetType ?? 'unknown'))].toSorted();
    return types.length === 1 && types[0] === 'instance' ? ruledOut('the target groups have type instance') : notApplicable;
  }
  const empty = byAddress.filter(isEmpty);
  if (empty.length === 0) return notApplicable;
  const { servedByEnvoy: served } = origin;
  return cause({
    summary: `${count(empty.length, 'target group')} of type ip ${empty.length === 1 ? 'has' : 'have'} no target: a Service that Envoy serves has no pods to register`,
    confidence: 'certain',
    because: 'the group is of type ip, it is empty, and Envoy serves the Service',
    targets: keysOf(targetsOf(empty)),
    evidence: [
      supporting(
        `TargetType: ip, no target registered: ${list(empty.map(({ name }) => name))}`,
        'elasticloadbalancing:DescribeTargetGroups, DescribeTargetHealth',
      ),
      ...(served.known ? [supporting(`the Service is served by Envoy: ${served.value.because}`, served.value.source)] : []),
    ],
  });
}

const isEmpty = ({ healthRead, targets }: TargetGroup) =>
  healthRead && targets.every(({ state }) => state === 'empty' || state === 'missing');
