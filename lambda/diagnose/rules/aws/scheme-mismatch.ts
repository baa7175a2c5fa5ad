/** One scheme was asked for and the other was made: who is to blame follows from the direction and from who made the load balancer. */

import { aws, kubectl } from '../../../text/commands.ts';
import { valueOr } from '../../../topology/fact.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { type RequestedScheme, requestedScheme } from '../../../topology/scheme.ts';
import type { NetworkLoadBalancer } from '../../../topology/topology.ts';
import { advice, type Finding, notApplicable, ruledOut, supporting } from '../../finding.ts';
import { command, text } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';

export const schemeMismatch: LoadBalancerRule = {
  id: 'aws/scheme-mismatch',
  title: 'Internet-facing was asked for and internal was made, or the reverse',
  severity: 'warning',
  hop: 'load-balancer',
  about: 'scheme',
  subject: 'loadBalancer',
  reads: ['services', 'gateways.gateway.networking.k8s.io', 'events'],
  explanation: `The AWS Load Balancer Controller takes the scheme from the Service's annotation \`service.beta.kubernetes.io/aws-load-balancer-scheme\`, then from
\`-internal\`, then keeps what there is, then uses its default, \`internal\`. The cloud provider's controller knows only \`-internal\`, ignores \`-scheme\`, and
defaults to internet-facing. So "asked for internet-facing, got internal" means that the AWS Load Balancer Controller never saw the request or could not
follow it; "asked for internal, got internet-facing" means that the cloud provider made it, **and an internal service may be open to the internet**.
Neither changes a scheme in place.`,
  silentWhen:
    'Nobody asked for a scheme: then the default of the controller is no mismatch. An annotation that was taken away leaves the scheme as it was.',
  references: [
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/#lb-scheme',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2737',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/4110',
  ],
  remedies: (names) => [
    {
      title: 'Find out why the controller does not follow, then let it make the load balancer anew',
      recommended: true,
      effect: `A load balancer that is ${names.requestedScheme}.`,
      risk: 'REPLACES the load balancer: the present one is deleted first; new ARN, DNS name and addresses; an outage of some minutes. PrivateLink and VPC links block or break.',
      undo: 'Ask for the former scheme again: the load balancer is replaced once more.',
      steps: [
        command(kubectl(names, `-n ${names.namespace} describe service ${names.service}`)),
        text(
          'Made by the AWS Load Balancer Controller: read its events (FailedBuildModel, FailedDeployModel): subnets without the tag kubernetes.io/role/elb, quota, or a loadBalancerClass of another controller.',
        ),
        text(
          'Made by the cloud provider: it ignores the annotation. Make a new Service with spec.loadBalancerClass: service.k8s.aws/nlb; the class of an existing Service cannot be changed.',
        ),
      ],
      verify: [command(aws(names, `elbv2 describe-load-balancers --query 'LoadBalancers[].[LoadBalancerName,Scheme]' --output text`))],
    },
  ],
  examine,
};

function examine(loadBalancer: NetworkLoadBalancer): Finding {
  const requested = requestedScheme(loadBalancer);
  if (requested === undefined || loadBalancer.scheme === undefined) return notApplicable;
  if (requested.value === loadBalancer.scheme) return ruledOut(`the load balancer is ${loadBalancer.scheme}, as ${requested.by} asks`);
  return mismatch(loadBalancer, requested);
}

function mismatch(loadBalancer: NetworkLoadBalancer, requested: RequestedScheme): Finding {
  const exposed = requested.value === 'internal';
  const service = valueOr(loadBalancer.origin?.service ?? { known: true, value: undefined }, undefined);
  const loadBalancerClass = service?.spec?.loadBalancerClass;
  return advice({
    summary: `The load balancer is ${loadBalancer.scheme}; ${requested.by} asks for ${requested.value}${exposed ? ': a service meant to be internal is reachable from the internet, as far as its security groups allow' : ''}`,
    confidence: 'certain',
    because: 'both schemes were read',
    severity: exposed ? 'critical' : 'warning',
    names: { requestedScheme: requested.value },
    evidence: [
      supporting(`Scheme: ${loadBalancer.scheme}`, 'elasticloadbalancing:DescribeLoadBalancers'),
      supporting(requested.quoted, requested.by),
      supporting(`made by ${loadBalancer.controller}`, 'tags and name of the load balancer'),
      ...(service === undefined || loadBalancerClass === undefined
        ? []
        : [supporting(`spec.loadBalancerClass: ${loadBalancerClass}`, nameOf(service))]),
    ],
  });
}
