/** Two controllers can make a load balancer for a Service: annotations meant for one are ignored by the other. */

import type { Service } from '../../../snapshot/kubernetes.ts';
import { aws, kubectl } from '../../../text/commands.ts';
import { nameOf } from '../../../topology/lookup.ts';
import type { Controller } from '../../../topology/topology.ts';
import { advice, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, joined, list } from '../../vocabulary.ts';

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';

/** Annotations that only the AWS Load Balancer Controller (or EKS Auto Mode) understands: the cloud provider ignores them. */
const onlyNew = [
  'scheme',
  'nlb-target-type',
  'target-group-attributes',
  'attributes',
  'ip-address-type',
  'manage-backend-security-group-rules',
];
const classOf: Readonly<Partial<Record<Controller, string>>> = {
  'aws-load-balancer-controller': 'service.k8s.aws/nlb',
  'eks-auto-mode': 'eks.amazonaws.com/nlb',
};

export const wrongController: LoadBalancerRule = {
  id: 'aws/wrong-controller',
  title: 'Another controller than the one the Service is written for made the load balancer',
  severity: 'warning',
  hop: 'load-balancer',
  subject: 'loadBalancer',
  reads: ['services'],
  explanation: `Without \`spec.loadBalancerClass\` the cloud provider's own controller makes the load balancer, unless \`aws-load-balancer-type\` is \`external\` or \`nlb-ip\`. It
registers instances only, defaults to internet-facing, and ignores \`-scheme\`, \`-nlb-target-type\` and most other annotations of the AWS Load Balancer
Controller. The webhook of that controller sets the class when a Service is created; Services that are older than it, or turned into a LoadBalancer by an
update, are not touched.`,
  silentWhen:
    'The tags of the load balancer and the class of the Service name the same controller, or the annotations mean the same to both.',
  references: [
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/',
    'https://github.com/kubernetes/cloud-provider-aws/issues/419',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2165',
  ],
  remedies: (names) => [
    {
      title: 'Make the Service anew with the class of the controller you mean',
      recommended: true,
      effect: 'The AWS Load Balancer Controller makes the load balancer and follows its annotations.',
      risk: 'A NEW load balancer: the present one is deleted with its Service; new ARN, DNS name and addresses. Changing the type annotation of an existing Service instead leaves the old load balancer behind, possibly open to the internet.',
      undo: 'Make the Service anew without the class.',
      steps: [
        command(kubectl(names, `-n ${names.namespace} get service ${names.service} -o yaml > service.yaml`)),
        text(
          'Set spec.loadBalancerClass: service.k8s.aws/nlb in it, move DNS to the new load balancer, then delete the old Service. For a Cilium Gateway set loadBalancerClass in its CiliumGatewayClassConfig (1.18 and newer).',
        ),
      ],
      verify: [
        command(
          aws(
            names,
            `elbv2 describe-tags --resource-arns ${names.loadBalancerArn} --query 'TagDescriptions[].Tags[].[Key,Value]' --output text`,
          ),
        ),
      ],
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, origin }: Joined): Finding {
  if (!origin.service.known) return unknown(origin.service);
  const service = origin.service.value;
  if (service === undefined || loadBalancer.controller === 'unknown') return notApplicable;
  const wrong = mismatchOf(loadBalancer.controller, service);
  if (wrong === undefined)
    return ruledOut(`${loadBalancer.controller} made the load balancer, and nothing on the Service is meant for another`);
  return advice({
    summary: `${loadBalancer.controller} made this load balancer, but ${wrong}`,
    confidence: 'likely',
    because: 'the tags of the load balancer name its maker; what the Service asks for is read from its class and annotations',
    evidence: [
      supporting(`made by ${loadBalancer.controller}`, 'tags and name of the load balancer'),
      supporting(
        service.spec?.loadBalancerClass === undefined
          ? 'spec.loadBalancerClass is not set'
          : `spec.loadBalancerClass: ${service.spec.loadBalancerClass}`,
        nameOf(service),
      ),
    ],
  });
}

function mismatchOf(controller: Controller, service: Service): string | undefined {
  const wanted = service.spec?.loadBalancerClass;
  const own = classOf[controller];
  if (wanted !== undefined && wanted !== own && Object.values(classOf).includes(wanted))
    return `the class of the Service names another (${wanted})`;
  if (controller !== 'cloud-provider-aws') return undefined;
  const ignored = onlyNew.filter((name) => service.metadata.annotations?.[prefix + name] !== undefined);
  return ignored.length === 0
    ? undefined
    : `it ignores what the Service asks for by ${list(ignored.map((name) => `aws-load-balancer-${name}`))}`;
}
