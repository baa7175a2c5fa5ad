/** The operator decides at start whether it reconciles Gateways: switched on later, nothing happens until it restarts. */

import type { GatewayClass, Pod } from '../../../snapshot/kubernetes.ts';
import { kubectl } from '../../../text/commands.ts';
import { ciliumGatewayController, quote, setting, settingWrittenAt } from '../../../topology/cilium.ts';
import { valueOr } from '../../../topology/fact.ts';
import { listed, nameOf, selected } from '../../../topology/lookup.ts';
import type { Cluster } from '../../../topology/topology.ts';
import { cause, type Evidence, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text } from '../../remedies.ts';
import type { ClusterRule } from '../../rule.ts';
import { list, timeOf } from '../../vocabulary.ts';

const key = 'enable-gateway-api';

export const operatorNotRestarted: ClusterRule = {
  id: 'cilium/operator-not-restarted',
  title: 'The operator does not reconcile Gateway API: no GatewayClass is accepted, no Service is made',
  severity: 'critical',
  hop: 'load-balancer',
  subject: 'cluster',
  reads: [
    'configmaps',
    'gatewayclasses.gateway.networking.k8s.io',
    'gateways.gateway.networking.k8s.io',
    'pods',
    'leases.coordination.k8s.io',
  ],
  explanation: `The operator reads \`enable-gateway-api\` once, at start. Where it was switched on later, nobody answers for the GatewayClass: it stays
\`Accepted=Unknown\` ("Waiting for controller"), Gateways get no Service, and no load balancer is made. The same picture comes from missing Gateway API
CRDs (see cilium/gateway-crds-unsupported) and from kube-proxy replacement being off.`,
  silentWhen: 'The GatewayClass is accepted, Gateway API is off, or the class belongs to another controller.',
  references: [
    'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/#installation',
    'https://github.com/cilium/cilium/issues/30474',
    'https://github.com/cilium/cilium/issues/36702',
  ],
  remedies: (names) => [
    {
      title: 'Restart the operator, then the agents',
      recommended: true,
      effect:
        'The operator accepts the GatewayClass and makes Service, CiliumEnvoyConfig and, through the controller, the load balancer, within a minute or two.',
      risk: 'None for traffic: the operator is not in the data path. Agents restart node by node.',
      undo: 'Nothing to undo.',
      steps: [
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout restart deployment/cilium-operator`)),
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout status deployment/cilium-operator --timeout=5m`)),
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout restart daemonset/cilium`)),
        text('operator.rollOutPods: true and rollOutCiliumPods: true in the Helm values do this by themselves at the next change.'),
      ],
      verify: [
        command(
          kubectl(
            names,
            'get gatewayclasses -o custom-columns=\'NAME:.metadata.name,ACCEPTED:.status.conditions[?(@.type=="Accepted")].status\'',
          ),
        ),
        command(kubectl(names, 'get gateways -A')),
      ],
    },
  ],
  examine,
};

function examine(cluster: Cluster): Finding {
  const enabled = setting(cluster, key);
  const classes = listed(cluster.snapshot, 'gatewayclasses.gateway.networking.k8s.io');
  if (!enabled.known) return unknown(enabled);
  if (enabled.value.value !== 'true') return notApplicable;
  if (!classes.known) return unknown(classes);
  const waiting = classes.value.filter((one) => one.spec?.controllerName === ciliumGatewayController && acceptedOf(one) === 'Unknown');
  if (waiting.length === 0) return ruledOut('no GatewayClass of Cilium waits for its controller');
  const stale = staleOperators(cluster);
  return cause({
    summary: `GatewayClass ${list(waiting.map(({ metadata }) => metadata.name))} waits for its controller although Gateway API is switched on: the operator has not read the ConfigMap since`,
    confidence: stale.length > 0 ? 'certain' : 'likely',
    because:
      stale.length > 0
        ? 'the operator was started before the ConfigMap was changed'
        : 'when the operator was started is not known; missing CRDs or kube-proxy replacement look the same',
    targets: [],
    evidence: [supporting(quote(enabled.value), enabled.value.source), ...waiting.map(quoted), ...stale],
  });
}

const acceptedOf = (gatewayClass: GatewayClass) => gatewayClass.status?.conditions?.find(({ type }) => type === 'Accepted')?.status;

function quoted(gatewayClass: GatewayClass): Evidence {
  const condition = gatewayClass.status?.conditions?.find(({ type }) => type === 'Accepted');
  return supporting(`condition Accepted=${condition?.status}, reason ${condition?.reason ?? 'none'}`, nameOf(gatewayClass));
}

/** Operator pods whose container started before the key was written. */
function staleOperators(cluster: Cluster): readonly Evidence[] {
  const written = valueOr(settingWrittenAt(cluster, key), undefined);
  const pods = valueOr(selected(cluster.snapshot, 'pods', cluster.ciliumNamespace, { 'io.cilium/app': 'operator' }), []);
  return pods.flatMap((pod) => {
    const [started, since] = [startedAt(pod), timeOf(written)];
    if (started === undefined || since === undefined || (timeOf(started) ?? since) >= since) return [];
    return [supporting(`started at ${started}; ${key} was last written at ${written}`, nameOf(pod))];
  });
}

const startedAt = (pod: Pod) => pod.status?.containerStatuses?.find(({ name }) => name === 'cilium-operator')?.state?.running?.startedAt;
