/** Steps that several remedies share. Names are safe to paste: the engine saw to that. */

import type { Names, Step } from './finding.ts';

export const command = (text: string): Step => ({ kind: 'command', text });
export const text = (words: string): Step => ({ kind: 'text', text: words });
export const helm = (values: string): Step => ({ kind: 'helm', text: values });
export const manifest = (yaml: string): Step => ({ kind: 'manifest', text: yaml });

export const restartCilium = ({ ciliumNamespace }: Names): readonly Step[] => [
  command(`kubectl -n ${ciliumNamespace} rollout restart deployment/cilium-operator daemonset/cilium`),
  command(`kubectl -n ${ciliumNamespace} rollout status deployment/cilium-operator --timeout=10m`),
  command(`kubectl -n ${ciliumNamespace} rollout status daemonset/cilium --timeout=15m`),
];

/** Every node's CiliumNode must show an address: then its agent runs with Envoy configuration on. */
export const verifyIngressAddresses = (): readonly Step[] => [
  command("kubectl get ciliumnodes -o custom-columns='NODE:.metadata.name,INGRESS:.spec.ingress.ipv4'"),
  text('An address stands in every row; <none> means that the agent of this node still runs without Envoy configuration.'),
];

/** Healthy targets, from AWS and from nlb-doctor itself. */
export const verifyTargets = ({ region, loadBalancer, loadBalancerArn }: Names): readonly Step[] => [
  command(
    `for group in $(aws elbv2 describe-target-groups --region ${region} --load-balancer-arn ${loadBalancerArn} --query 'TargetGroups[].TargetGroupArn' --output text); do aws elbv2 describe-target-health --region ${region} --target-group-arn "$group" --query 'TargetHealthDescriptions[].[Target.Id,Target.Port,TargetHealth.State]' --output text; done`,
  ),
  text(
    'Every target that should be healthy says healthy, about 30 seconds after the repair (3 checks, 10 seconds apart, where the controller set the defaults).',
  ),
  command(`nlb-doctor check --region ${region} --load-balancer ${loadBalancer}`),
];

/** Values to set with Helm, then the restart that makes them take effect, for people with Helm alone and for GitOps users. */
export const applyHelm = (names: Names, values: string): readonly Step[] => [
  helm(values),
  command(`helm upgrade cilium cilium/cilium --namespace ${names.ciliumNamespace} --reuse-values --values values.yaml`),
  text(
    'With Argo CD or Flux: put the values into the Application or HelmRelease and sync. A sync changes the ConfigMap and restarts nothing, unless rollOutCiliumPods is set.',
  ),
  ...restartCilium(names),
];

/** One key of cilium-config, as the cluster has it now. */
export const verifySetting = ({ ciliumNamespace }: Names, key: string): Step =>
  command(`kubectl -n ${ciliumNamespace} get configmap cilium-config -o jsonpath='{.data.${key}}'`);
