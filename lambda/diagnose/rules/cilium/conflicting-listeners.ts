/** Envoy refuses a listener with two filter chains that match the same: every status stays True, and the port never answers. */

import type { CiliumEnvoyConfig } from '../../../snapshot/kubernetes.ts';
import { kubectl } from '../../../text/commands.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, keysOf, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

export const conflictingListeners: LoadBalancerRule = {
  id: 'cilium/conflicting-listeners',
  title: 'Envoy rejects a listener, because two of its filter chains match the same',
  severity: 'critical',
  hop: 'envoy',
  subject: 'loadBalancer',
  reads: ['ciliumenvoyconfigs.cilium.io', 'ciliumclusterwideenvoyconfigs.cilium.io'],
  explanation: `Cilium turns the listeners of a Gateway into filter chains of one Envoy listener. Two chains with the same transport protocol and server name (the
same host on two HTTPS ports, two certificates for one host, a duplicate TLSRoute) make Envoy refuse the listener. It answers with a NACK that only
the agent's log shows; the Gateway stays Accepted and Programmed. A listener that worked before keeps its old configuration, so a new port or a
restarted node fails first.`,
  silentWhen: 'No two filter chains of a listener match the same server name and transport protocol.',
  references: [
    'https://github.com/cilium/cilium/issues/45050',
    'https://github.com/cilium/cilium/issues/37609',
    'https://github.com/cilium/cilium/issues/45623',
  ],
  remedies: (names) => [
    {
      title: 'Remove one of the two listeners (or routes) that ask for the same host',
      recommended: true,
      effect: 'Envoy accepts the listener at the next update, within seconds.',
      risk: 'The host is served by the listener that stays: its certificate and its routes.',
      undo: 'Put the listener back.',
      steps: [
        command(
          kubectl(
            names,
            `-n ${names.gatewayNamespace} get gateway ${names.gateway} -o jsonpath='{range .spec.listeners[*]}{.name}{" "}{.port}{" "}{.protocol}{" "}{.hostname}{"\\n"}{end}'`,
          ),
        ),
        text('Keep one listener for each host and port; hosts that need two certificates need two Gateways.'),
      ],
      verify: [
        command(kubectl(names, `-n ${names.ciliumNamespace} logs daemonset/cilium --since=5m | grep -i NACK`)),
        ...verifyTargets(names),
      ],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, origin }: Joined): Finding {
  if (!origin.envoyConfigs.known) return unknown(origin.envoyConfigs);
  const conflicts = origin.envoyConfigs.value.flatMap((config) => conflictsIn(config).map((match) => ({ config, match })));
  const [first] = conflicts;
  if (origin.envoyConfigs.value.length === 0) return notApplicable;
  if (first === undefined) return ruledOut('no two filter chains of a listener match the same');
  return cause({
    summary: `Two filter chains of a listener in ${nameOf(first.config)} match the same (${first.match}), which Envoy refuses`,
    confidence: 'likely',
    because: 'Envoy refuses such a listener; its answer stands in the log of the agents only',
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    evidence: conflicts.map(({ config, match }) => supporting(`two filter chains match ${match}`, nameOf(config))),
  });
}

/** The matches that stand twice in one listener, as `tls, server name a.example.com`. */
const conflictsIn = (config: CiliumEnvoyConfig): readonly string[] =>
  (config.spec?.resources ?? []).flatMap(({ filterChains }) => {
    const matches = Array.isArray(filterChains) ? filterChains.flatMap(matchesOf) : [];
    return [...new Set(matches.filter((match, at) => matches.indexOf(match) !== at))].toSorted();
  });

function matchesOf(chain: unknown): readonly string[] {
  const match = isRecord(chain) && isRecord(chain.filterChainMatch) ? chain.filterChainMatch : undefined;
  if (match === undefined) return [];
  const { transportProtocol, serverNames, destinationPort } = match;
  const base = [textOr(transportProtocol, ''), destinationPort === undefined ? '' : `port ${String(destinationPort)}`].filter(
    (part) => part !== '',
  );
  const names = Array.isArray(serverNames) ? serverNames.filter((name) => typeof name === 'string') : [];
  return names.length === 0 ? [[...base, 'any server name'].join(', ')] : names.map((name) => [...base, `server name ${name}`].join(', '));
}

const textOr = (value: unknown, other: string) => (typeof value === 'string' ? value : other);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
