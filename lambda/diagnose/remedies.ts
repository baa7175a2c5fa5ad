/** Steps that several remedies share. Names are safe to paste: the engine saw to that. */

import { aws, helm, kubectl, namesContext, nlbDoctor } from '../text/commands.ts';
import { withPlaceholdersQuoted } from '../text/shell.ts';
import type { Names, Step } from './finding.ts';

/** `text` is made with `kubectl`, `aws`, `helm` and `nlbDoctor` of text/commands.ts, which name the cluster. */
export function command(text: string): Step {
  const step: Step = { kind: 'command', text: withPlaceholdersQuoted(text) };
  return namesContext(text) ? { ...step, usesContext: true } : step;
}

export const text = (words: string): Step => ({ kind: 'text', text: words });
export const helmValues = (values: string): Step => ({ kind: 'helm', text: values });
export const manifest = (yaml: string): Step => ({ kind: 'manifest', text: yaml });

export const restartCilium = (names: Names): readonly Step[] => [
  command(kubectl(names, `-n ${names.ciliumNamespace} rollout restart deployment/cilium-operator daemonset/cilium`)),
  command(kubectl(names, `-n ${names.ciliumNamespace} rollout status deployment/cilium-operator --timeout=10m`)),
  command(kubectl(names, `-n ${names.ciliumNamespace} rollout status daemonset/cilium --timeout=15m`)),
];

/** Every node's CiliumNode must show an address: then its agent runs with Envoy configuration on. */
export const verifyIngressAddresses = (names: Names): readonly Step[] => [
  command(kubectl(names, "get ciliumnodes -o custom-columns='NODE:.metadata.name,INGRESS:.spec.ingress.ipv4'")),
  text('An address stands in every row; <none> means that the agent of this node still runs without Envoy configuration.'),
];

/** Healthy targets, from AWS and from nlb-doctor itself. */
export const verifyTargets = (names: Names): readonly Step[] => [
  command(`for group in $(${targetGroupArns(names)}); do ${healthOf(names, '"$group"')}; done`),
  text(
    'Every target that should be healthy says healthy, about 30 seconds after the repair (3 checks, 10 seconds apart, where the controller set the defaults).',
  ),
  command(nlbDoctor(names, `check --load-balancer ${names.loadBalancer}`)),
];

const targetGroupArns = (names: Names) =>
  aws(
    names,
    `elbv2 describe-target-groups --load-balancer-arn ${names.loadBalancerArn} --query 'TargetGroups[].TargetGroupArn' --output text`,
  );

const healthOf = (names: Names, targetGroup: string) =>
  aws(
    names,
    `elbv2 describe-target-health --target-group-arn ${targetGroup} --query 'TargetHealthDescriptions[].[Target.Id,Target.Port,TargetHealth.State]' --output text`,
  );

/** Values to set with Helm, then the restart that makes them take effect, for people with Helm alone and for GitOps users. */
export const applyHelm = (names: Names, values: string): readonly Step[] => [
  helmValues(values),
  command(helm(names, `upgrade cilium cilium/cilium --namespace ${names.ciliumNamespace} --reuse-values --values values.yaml`)),
  text(
    'With Argo CD or Flux: put the values into the Application or HelmRelease and sync. A sync changes the ConfigMap and restarts nothing, unless rollOutCiliumPods is set.',
  ),
  ...restartCilium(names),
];

/** One key of cilium-config, as the cluster has it now. */
export const verifySetting = (names: Names, key: string): Step =>
  command(kubectl(names, `-n ${names.ciliumNamespace} get configmap cilium-config -o jsonpath='{.data.${key}}'`));
