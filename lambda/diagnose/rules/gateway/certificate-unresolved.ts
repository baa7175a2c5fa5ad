/** A listener whose certificate is not resolved: targets stay healthy, because a TCP check needs no certificate, and TLS fails. */

import { kubectl } from '../../../text/commands.ts';
import { valueOr } from '../../../topology/fact.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { advice, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, list, servedByEnvoy } from '../../vocabulary.ts';

const reasons = ['InvalidCertificateRef', 'RefNotPermitted'];

export const certificateUnresolved: LoadBalancerRule = {
  id: 'gateway/certificate-unresolved',
  title: "A listener's certificate is not resolved: TLS fails while targets stay healthy",
  severity: 'warning',
  hop: 'route',
  subject: 'loadBalancer',
  reads: ['gateways.gateway.networking.k8s.io'],
  explanation: `A listener that terminates TLS refers to a Secret. Where it does not exist, is no TLS secret, or lies in another namespace without a ReferenceGrant, the
listener's condition ResolvedRefs is False. The health check of the load balancer is a TCP connection, which Envoy accepts all the same: targets are
healthy, and clients see a reset during the handshake.`,
  silentWhen: 'ResolvedRefs is True for every listener. Unhealthy targets are never explained by this.',
  references: ['https://gateway-api.sigs.k8s.io/guides/tls/', 'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/https/'],
  remedies: (names) => [
    {
      title: 'Provide the Secret, or permit the reference to it',
      recommended: true,
      effect: 'The operator copies the certificate to where Envoy finds it, within seconds.',
      risk: 'None for other listeners.',
      undo: 'Nothing to undo.',
      steps: [
        command(
          kubectl(
            names,
            `-n ${names.gatewayNamespace} get gateway ${names.gateway} -o jsonpath='{range .status.listeners[*]}{.name}{" "}{.conditions[?(@.type=="ResolvedRefs")].message}{"\\n"}{end}'`,
          ),
        ),
        text(
          'Create the Secret of type kubernetes.io/tls (cert-manager: look at the Certificate), or a ReferenceGrant in the namespace of the Secret.',
        ),
      ],
      verify: [
        command(
          kubectl(
            names,
            `-n ${names.gatewayNamespace} get gateway ${names.gateway} -o jsonpath='{.status.listeners[*].conditions[?(@.type=="ResolvedRefs")].status}'`,
          ),
        ),
      ],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ origin }: Joined): Finding {
  if (!origin.gateway.known) return unknown(origin.gateway);
  const gateway = valueOr(origin.gateway, undefined);
  const listeners = gateway?.status?.listeners;
  if (gateway === undefined || listeners === undefined) return notApplicable;
  const unresolved = listeners.flatMap(({ name, conditions }) => {
    const condition = conditions?.find(
      ({ type, status, reason }) => type === 'ResolvedRefs' && status === 'False' && reasons.includes(reason ?? ''),
    );
    return condition === undefined ? [] : [{ name: name ?? '?', reason: condition.reason ?? '', message: condition.message ?? '' }];
  });
  if (unresolved.length === 0) return ruledOut('the certificates of all listeners are resolved');
  return advice({
    summary: `The certificate of listener ${list(unresolved.map(({ name }) => name))} is not resolved: TLS handshakes fail there, whatever the health of the targets`,
    confidence: 'certain',
    because: "the listener's own condition says so",
    evidence: unresolved.map(({ name, reason, message }) =>
      supporting(`listener ${name}: ResolvedRefs=False, ${reason}: ${message}`, nameOf(gateway)),
    ),
  });
}
