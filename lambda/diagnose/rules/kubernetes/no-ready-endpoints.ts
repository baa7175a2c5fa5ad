/** An ordinary Service without a ready back end refuses connections on every node. */

import { kubectl } from '../../../text/commands.ts';
import { backendsOf } from '../../../topology/endpoints.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, type Joined, joined, keysOf, targetsOf } from '../../vocabulary.ts';

export const noReadyEndpoints: LoadBalancerRule = {
  id: 'kubernetes/no-ready-endpoints',
  title: 'The Service has no ready back end',
  severity: 'critical',
  hop: 'backend',
  subject: 'loadBalancer',
  reads: ['endpointslices.discovery.k8s.io', 'endpoints', 'services'],
  explanation: `Kube-proxy and Cilium reject connections to a NodePort whose Service has no ready endpoint: every target fails a TCP check, with policy Local as well. With
target type ip there is nothing to register. This concerns Services with pods of their own; a Service that Cilium's Envoy serves has a placeholder as
its only endpoint, healthy or not.`,
  silentWhen: "Some endpoint is ready, the Service is served by Cilium's Envoy, or its endpoints were not read.",
  references: [
    'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/',
    'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/',
  ],
  specialCaseOf: ['aws/missing-targets'],
  remedies: (names) => [
    {
      title: 'Bring the pods of the Service up',
      recommended: true,
      effect: 'As soon as one pod is ready, nodes answer and targets pass after three checks.',
      risk: 'None.',
      undo: 'Nothing to undo.',
      steps: [
        command(kubectl(names, `-n ${names.namespace} get endpointslices -l kubernetes.io/service-name=${names.service}`)),
        command(kubectl(names, `-n ${names.namespace} get service ${names.service} -o jsonpath='{.spec.selector}'`)),
        text(
          'No pod matches the selector: compare it with the labels of the pods. Pods match and are not ready: read their events and readiness probes.',
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, cluster, origin }: Joined): Finding {
  if (!origin.servedByEnvoy.known) return unknown(origin.servedByEnvoy);
  if (origin.servedByEnvoy.value.yes) return notApplicable;
  const backends = backendsOf(cluster, origin.namespace, origin.name);
  if (!backends.known) return unknown(backends);
  const ready = backends.value.filter((backend) => backend.ready).length;
  if (ready > 0) return ruledOut(`the Service has ${count(ready, 'ready back end')}`);
  const service = origin.service.known ? origin.service.value : undefined;
  const source = service === undefined ? 'EndpointSlice' : nameOf(service);
  return cause({
    summary: `Service ${origin.namespace}/${origin.name} has no ready back end${backends.value.length > 0 ? ` (${backends.value.length} not ready)` : ''}`,
    confidence: 'likely',
    because: 'all EndpointSlices were read',
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    evidence: [supporting(`${count(backends.value.length, 'endpoint')}, 0 ready`, `EndpointSlices of ${source}`)],
  });
}
