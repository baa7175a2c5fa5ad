/** Two Envoy listeners of one name make a CiliumEnvoyConfig malformed: agents skip it whole. */

import type { CiliumEnvoyConfig } from '../../../snapshot/kubernetes.ts';
import { kubectl } from '../../../text/commands.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, keysOf, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

const listenerType = 'type.googleapis.com/envoy.config.listener.v3.Listener';

export const duplicateListenerName: LoadBalancerRule = {
  id: 'cilium/duplicate-listener-name',
  title: 'Two listeners of one name: agents skip the whole CiliumEnvoyConfig',
  severity: 'critical',
  hop: 'envoy',
  subject: 'loadBalancer',
  reads: ['ciliumenvoyconfigs.cilium.io', 'ciliumclusterwideenvoyconfigs.cilium.io'],
  explanation: `An agent that finds two resources of one kind and name in a CiliumEnvoyConfig drops the whole object and says so only in its log. Cilium 1.20.0
writes such an object for a Gateway with an HTTPS listener that terminates TLS and two or more that pass TLS through, on one port. The status of the
Gateway stays True. Agents that had the former version of the object go on with it until they restart; then every port of the Gateway fails.`,
  silentWhen: 'All listeners in `spec.resources` have names of their own.',
  references: ['https://github.com/cilium/cilium/issues/48269'],
  remedies: (names) => [
    {
      title: 'Take the passthrough listeners of this port off the Gateway, or move them to a Gateway of their own',
      recommended: true,
      effect: 'The operator writes a CiliumEnvoyConfig with one listener of each name; the agents load it within seconds.',
      risk: 'The hosts of the listeners that are moved get another load balancer and DNS name.',
      undo: 'Put the listeners back.',
      steps: [
        command(
          kubectl(
            names,
            `-n ${names.gatewayNamespace} get gateway ${names.gateway} -o jsonpath='{range .spec.listeners[*]}{.name}{" "}{.port}{" "}{.protocol}{" "}{.tls.mode}{"\\n"}{end}'`,
          ),
        ),
        text('Move the listeners with tls.mode Passthrough into a second Gateway; with GitOps, change the Gateway in its repository.'),
      ],
      verify: [
        command(kubectl(names, `-n ${names.ciliumNamespace} logs daemonset/cilium --since=5m | grep -i envoyconfig`)),
        ...verifyTargets(names),
      ],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, origin }: Joined): Finding {
  if (!origin.envoyConfigs.known) return unknown(origin.envoyConfigs);
  const double = origin.envoyConfigs.value.flatMap((config) => duplicates(config).map((name) => ({ config, name })));
  const [first] = double;
  if (origin.envoyConfigs.value.length === 0) return notApplicable;
  if (first === undefined) return ruledOut('every listener of the CiliumEnvoyConfig has a name of its own');
  return cause({
    summary: `${nameOf(first.config)} holds two listeners of one name, so agents skip it whole`,
    confidence: 'likely',
    because: 'the object is malformed; an agent that has not restarted since may still use the former one',
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    evidence: double.map(({ config, name }) => supporting(`spec.resources has more than one Listener named "${name}"`, nameOf(config))),
  });
}

function duplicates(config: CiliumEnvoyConfig): readonly string[] {
  const names = (config.spec?.resources ?? [])
    .filter((resource) => resource['@type'] === listenerType)
    .flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].toSorted();
}
