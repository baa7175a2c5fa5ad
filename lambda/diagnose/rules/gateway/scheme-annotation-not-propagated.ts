/** Cilium copies `spec.infrastructure.annotations` of a Gateway to its Service, and never `metadata.annotations`. */

import { aws, kubectl } from '../../../text/commands.ts';
import { valueOr } from '../../../topology/fact.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { requestedScheme } from '../../../topology/scheme.ts';
import { advice, type Finding, notApplicable, ruledOut, supporting } from '../../finding.ts';
import { command, manifest, text } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, servedByEnvoy } from '../../vocabulary.ts';

export const schemeAnnotationNotPropagated: LoadBalancerRule = {
  id: 'gateway/scheme-annotation-not-propagated',
  title: "The scheme was asked for in metadata.annotations of the Gateway, which Cilium never copies to the load balancer's Service",
  severity: 'warning',
  hop: 'load-balancer',
  about: 'scheme',
  subject: 'loadBalancer',
  reads: ['gateways.gateway.networking.k8s.io', 'services'],
  explanation: `Load-balancer controllers look at the annotations of the Service. Cilium's operator writes that Service and copies
\`spec.infrastructure.annotations\` of the Gateway to it (since 1.15), never \`metadata.annotations\`. The AWS Load Balancer Controller then uses its
default, \`internal\`. There is no Helm value \`gatewayAPI.serviceAnnotations\`; Helm ignores it silently. A scheme cannot be changed in place: the
controller deletes the load balancer and makes another.`,
  silentWhen: 'The load balancer has the scheme asked for, or the Service or `spec.infrastructure` carries the annotation as well.',
  references: [
    'https://gateway-api.sigs.k8s.io/reference/spec/#gatewayinfrastructure',
    'https://github.com/cilium/cilium/issues/36792',
    'https://github.com/cilium/cilium/issues/25357',
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/#lb-scheme',
  ],
  specialCaseOf: ['aws/scheme-mismatch'],
  remedies: (names) => [
    {
      title: 'Move the annotation to spec.infrastructure.annotations of the Gateway',
      recommended: true,
      effect: `Cilium copies it to the Service, and the controller makes a load balancer that is ${names.requestedScheme}.`,
      risk: 'REPLACES the load balancer: the present one is deleted first, then a new one is made, with a new ARN, DNS name and addresses. An outage of some minutes; DNS records, PrivateLink and VPC links must follow. An internet-facing load balancer needs public subnets (tag kubernetes.io/role/elb) and is reachable from everywhere its security groups allow.',
      undo: 'Take the annotation out again and delete and recreate the Service: the load balancer is replaced once more.',
      steps: [
        manifest(
          `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata:\n  name: ${names.gateway}\n  namespace: ${names.gatewayNamespace}\nspec:\n  infrastructure:\n    annotations:\n      service.beta.kubernetes.io/aws-load-balancer-scheme: ${names.requestedScheme}\n`,
        ),
        command(
          kubectl(
            names,
            `-n ${names.gatewayNamespace} patch gateway ${names.gateway} --type merge -p '{"spec":{"infrastructure":{"annotations":{"service.beta.kubernetes.io/aws-load-balancer-scheme":"${names.requestedScheme}"}}}}'`,
          ),
        ),
        text(
          'With GitOps: change the Gateway in its repository. Choose the hour: the load balancer is replaced within a minute of the change. Repair unhealthy targets first, so that only one thing changes at a time.',
        ),
      ],
      verify: [
        command(
          kubectl(
            names,
            `-n ${names.namespace} get service ${names.service} -o jsonpath='{.metadata.annotations.service\\.beta\\.kubernetes\\.io/aws-load-balancer-scheme}'`,
          ),
        ),
        command(aws(names, `elbv2 describe-load-balancers --query 'LoadBalancers[].[LoadBalancerName,Scheme,DNSName]' --output text`)),
      ],
    },
    {
      title: 'Keep the scheme the load balancer has, and take the annotation away',
      recommended: false,
      effect: 'Nothing changes but that the Gateway says what is true.',
      risk: 'None.',
      undo: 'Put the annotation back.',
      steps: [
        command(
          kubectl(
            names,
            `-n ${names.gatewayNamespace} annotate gateway ${names.gateway} service.beta.kubernetes.io/aws-load-balancer-scheme-`,
          ),
        ),
      ],
      verify: [],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, origin }: Joined): Finding {
  const { scheme } = loadBalancer;
  const requested = requestedScheme(loadBalancer);
  if (requested === undefined || scheme === undefined || requested.place !== 'gatewayMetadata') return notApplicable;
  if (requested.value === scheme) return ruledOut(`the load balancer is ${scheme}, as the Gateway asks`);
  const service = valueOr(origin.service, undefined);
  return advice({
    summary: `The load balancer is ${scheme}; ${requested.value} was asked for in metadata.annotations of the Gateway, which never reach the Service`,
    confidence: service === undefined ? 'likely' : 'certain',
    because:
      service === undefined
        ? 'the Service was not read, so it could not be seen that the annotation is not there'
        : 'the annotation stands on the Gateway and not on the Service, and the scheme is the other one',
    names: { requestedScheme: requested.value, actualScheme: scheme },
    evidence: [
      supporting(`Scheme: ${scheme}`, 'elasticloadbalancing:DescribeLoadBalancers'),
      supporting(requested.quoted, requested.by),
      ...(service === undefined ? [] : [supporting('no annotation asks for a scheme', `${nameOf(service)} metadata.annotations`)]),
    ],
  });
}
