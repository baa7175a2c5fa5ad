/** The Service behind the load balancer is gone, or another of the same name took its place: nobody keeps the targets. */

import type { Service } from '../../../snapshot/kubernetes.ts';
import { aws, kubectl } from '../../../text/commands.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { cause, type Finding, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, joined, keysOf, targetsOf, timeOf } from '../../vocabulary.ts';

export const serviceDeleted: LoadBalancerRule = {
  id: 'kubernetes/service-deleted',
  title: 'The Service behind the load balancer is gone, or was made anew',
  severity: 'critical',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['services', 'targetgroupbindings.elbv2.k8s.aws'],
  explanation: `The tags of a load balancer name the Service it was made for. When the Service is deleted while its controller is down, or deletion protection is on, the
load balancer stays behind with targets nobody keeps. When a Service of the same name is made anew, it has another UID: the controller makes a new load
balancer for it, and the old one still carries the name.`,
  silentWhen:
    'The Service exists and is older than the load balancer, or was not read. A DNS name in the status of the Service that is the one of this load balancer proves that it is in use.',
  references: [
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/3841',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2150',
  ],
  remedies: (names) => [
    {
      title: 'Move clients to the load balancer of the present Service, then delete this one',
      recommended: true,
      effect: 'No orphan is left, and nobody resolves its name.',
      risk: 'DELETES a load balancer: make sure that no DNS record, PrivateLink or VPC link points at it. Deletion cannot be undone; a new one has another DNS name.',
      undo: 'None: a deleted load balancer does not come back.',
      steps: [
        command(
          kubectl(
            names,
            `-n ${names.namespace} get service ${names.service} -o jsonpath='{.metadata.uid} {.metadata.creationTimestamp} {.status.loadBalancer.ingress[*].hostname}'`,
          ),
        ),
        command(
          aws(
            names,
            `cloudwatch get-metric-statistics --namespace AWS/NetworkELB --metric-name ActiveFlowCount --dimensions Name=LoadBalancer,Value=${names.loadBalancerDimension} --start-time "$(date -u -d '1 day ago' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" --period 3600 --statistics Sum`,
          ),
        ),
        text('Only when nothing uses it any more:'),
        command(aws(names, `elbv2 delete-load-balancer --load-balancer-arn ${names.loadBalancerArn}`)),
      ],
      verify: [command(aws(names, `elbv2 describe-load-balancers --query 'LoadBalancers[].LoadBalancerName'`))],
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine(joined: Joined): Finding {
  const { loadBalancer, origin } = joined;
  if (!origin.service.known) return unknown(origin.service);
  const service = origin.service.value;
  if (service === undefined)
    return gone(
      joined,
      `Service ${origin.namespace}/${origin.name} does not exist any more`,
      'all Services were read, and it is not among them',
      'Service',
    );
  if (isInUse(service, loadBalancer.dnsName)) return ruledOut(`the status of ${nameOf(service)} names this load balancer`);
  const [made, created] = [timeOf(service.metadata.creationTimestamp), timeOf(loadBalancer.facts.CreatedTime)];
  if (made === undefined || created === undefined || made <= created) return ruledOut(`${nameOf(service)} exists`);
  return gone(
    joined,
    `${nameOf(service)} was made anew at ${service.metadata.creationTimestamp}, after this load balancer (${loadBalancer.facts.CreatedTime})`,
    'the Service is younger than the load balancer and its status does not name it',
    nameOf(service),
  );
}

function gone({ loadBalancer, origin }: Joined, what: string, because: string, source: string): Finding {
  return cause({
    summary: `${what}: nobody keeps the targets of this load balancer`,
    confidence: 'likely',
    because,
    targets: keysOf(targetsOf(loadBalancer.targetGroups)),
    names: { loadBalancerDimension: loadBalancer.arn.split(':loadbalancer/')[1] ?? '' },
    evidence: [supporting(what, source), ...origin.rungs.slice(0, 1).map((rung) => supporting(`joined by ${rung.text}`, rung.source))],
  });
}

const isInUse = (service: Service, dnsName: string | undefined): boolean =>
  dnsName !== undefined &&
  (service.status?.loadBalancer?.ingress ?? []).some(({ hostname }) => hostname?.toLowerCase() === dnsName.toLowerCase());
