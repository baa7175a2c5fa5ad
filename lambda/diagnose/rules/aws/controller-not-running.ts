/** While the AWS Load Balancer Controller is down nobody keeps target groups up to date: new nodes are missing, old ones stay. */

import type { Deployment } from '../../../snapshot/kubernetes.ts';
import { kubectl } from '../../../text/commands.ts';
import { listed, nameOf } from '../../../topology/lookup.ts';
import { advice, cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, joined, keysOf, targetsOf } from '../../vocabulary.ts';

const name = 'aws-load-balancer-controller';

export const controllerNotRunning: LoadBalancerRule = {
  id: 'aws/controller-not-running',
  title: 'The AWS Load Balancer Controller is down, so targets are not kept up to date',
  severity: 'warning',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['deployments.apps', 'pods'],
  explanation: `The controller registers new nodes and deregisters those that are gone. While none of its replicas is available, target groups stay as they were: healthy
targets go on working, replaced nodes turn into stale targets, new nodes get no traffic, and Services of type LoadBalancer cannot even be created where
its webhook is installed. Usual reasons: no access to the instance metadata (hop limit 1), wrong IAM role, a missing webhook certificate.`,
  silentWhen: 'At least one replica is available, or another controller (EKS Auto Mode, the cloud provider) made the load balancer.',
  references: [
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/3937',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2336',
  ],
  remedies: (names) => [
    {
      title: 'Bring the controller back',
      recommended: true,
      effect: 'It reconciles all target groups within a minute of its start.',
      risk: 'None for healthy targets.',
      undo: 'Nothing to undo.',
      steps: [
        command(kubectl(names, `-n ${names.controllerNamespace} describe deployment ${name}`)),
        command(kubectl(names, `-n ${names.controllerNamespace} logs deployment/${name} --tail=50`)),
        text(
          '"failed to get VPC ID" or metadata time-outs: give it --aws-vpc-id and --aws-region, or raise the hop limit to 2. AccessDenied: its service account lacks the role, or the role lacks the policy of this release.',
        ),
        command(kubectl(names, `-n ${names.controllerNamespace} rollout restart deployment/${name}`)),
      ],
      verify: [
        command(kubectl(names, `-n ${names.controllerNamespace} rollout status deployment/${name} --timeout=5m`)),
        ...verifyTargets(names),
      ],
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, cluster }: Joined): Finding {
  if (loadBalancer.controller !== name) return notApplicable;
  const deployments = listed(cluster.snapshot, 'deployments.apps');
  if (!deployments.known) return unknown(deployments);
  const controller = deployments.value.find(isController);
  if (controller === undefined) return notApplicable;
  const { availableReplicas, replicas, unavailableReplicas } = controller.status ?? {};
  if ((availableReplicas ?? 0) > 0) return ruledOut(`${nameOf(controller)} has ${availableReplicas} available replicas`);
  const isStopped = controller.spec?.replicas === 0;
  if (!isStopped && unavailableReplicas === undefined && availableReplicas === undefined) return notApplicable;
  const affected = targetsOf(loadBalancer.targetGroups).filter(
    ({ state, node, verdict }) => state === 'missing' || state === 'empty' || (verdict === 'failing' && node === undefined),
  );
  const told = {
    summary: isStopped
      ? `${nameOf(controller)} is scaled to 0: nobody registers or deregisters targets`
      : `${nameOf(controller)} has no available replica: nobody registers or deregisters targets`,
    confidence: 'likely' as const,
    because: 'the Deployment says so; that the targets concerned are missing or stale follows from it',
    sharedBy: { kind: 'Deployment', name: `${controller.metadata.namespace ?? ''}/${controller.metadata.name}` },
    names: { controllerNamespace: controller.metadata.namespace ?? '' },
    evidence: [
      supporting(
        `replicas ${replicas ?? controller.spec?.replicas ?? 0}, available ${availableReplicas ?? 0}, unavailable ${unavailableReplicas ?? 0}`,
        nameOf(controller),
      ),
    ],
  };
  return affected.length > 0 ? cause({ ...told, targets: keysOf(affected) }) : advice(told);
}

const isController = ({ metadata }: Deployment) => metadata.labels?.['app.kubernetes.io/name'] === name || metadata.name === name;
