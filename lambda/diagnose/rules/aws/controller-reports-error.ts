/** Events of the controller name the failure in its own words: the best text there is where nothing more exact explains the targets. */

import type { Event } from '../../../snapshot/kubernetes.ts';
import { reading } from '../../../snapshot/snapshot.ts';
import { kubectl } from '../../../text/commands.ts';
import { found, missingResource } from '../../../topology/lookup.ts';
import type { Topology } from '../../../topology/topology.ts';
import { advice, cause, type Finding, notApplicable, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, joined, keysOf, targetsOf, timeOf } from '../../vocabulary.ts';

const failures = [
  'FailedBuildModel',
  'FailedDeployModel',
  'FailedReconcile',
  'FailedNetworkReconcile',
  'FailedUpdateStatus',
  'FailedCleanup',
  'BackendNotFound',
  'SyncLoadBalancerFailed',
  'FailedAddFinalizer',
];
/** Events are kept for about an hour by the API server; an older one tells nothing of now. */
const freshFor = 2 * 60 * 60 * 1000;

export const controllerReportsError: LoadBalancerRule = {
  id: 'aws/controller-reports-error',
  title: "The load-balancer controller's own events name the failure",
  severity: 'warning',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['events', 'services', 'targetgroupbindings.elbv2.k8s.aws'],
  explanation: `The AWS Load Balancer Controller writes Warning events on the Service (FailedBuildModel, FailedDeployModel) and on the TargetGroupBinding
(FailedReconcile, FailedNetworkReconcile, BackendNotFound): a missing IAM action, a quota, a subnet without its tag, "expected exactly one securityGroup
tagged". A later SuccessfullyReconciled on the same object takes the word back.`,
  silentWhen:
    'There is no such event, it is more than two hours old, or a success on the same object came after it. Missing events prove nothing.',
  references: [
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2802',
  ],
  lastResort: true,
  remedies: (names) => [
    {
      title: 'Do what the event says, then watch the next reconcile',
      recommended: true,
      effect: 'The controller retries by itself, with growing pauses; a touch of the Service makes it retry at once.',
      risk: 'Depends on the cause: adding an IAM action, a tag or quota changes nothing for healthy targets.',
      undo: 'Depends on what was done.',
      steps: [
        command(kubectl(names, `-n ${names.namespace} get events --field-selector type=Warning --sort-by=.lastTimestamp`)),
        text(
          'AccessDenied: attach the IAM policy of the release you run. "expected exactly one securityGroup tagged": keep the tag kubernetes.io/cluster/<name> on one group of the nodes. TooManyTargets or RulesPerSecurityGroupLimitExceeded: raise the quota.',
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer, topology) => joined(loadBalancer, (found) => examine(found, topology)),
};

function examine({ loadBalancer, cluster, origin }: Joined, { takenAt }: Topology): Finding {
  const bindings = new Set(loadBalancer.targetGroups.map(({ binding }) => (binding.known ? binding.value?.metadata.name : undefined)));
  const events = found(cluster.snapshot, 'events').filter((event) => {
    const { kind, name, namespace } = event.involvedObject ?? event.regarding ?? {};
    if (namespace !== origin.namespace) return false;
    return (kind === 'Service' && name === origin.name) || (kind === 'TargetGroupBinding' && bindings.has(name));
  });
  const standing = events.filter((event) => isFailure(event) && isFresh(event, takenAt) && !isTakenBack(event, events));
  const last = standing.toSorted((a, b) => (timeOfEvent(b) ?? 0) - (timeOfEvent(a) ?? 0) || (a.metadata.name < b.metadata.name ? -1 : 1));
  if (last.length === 0)
    return reading(cluster.snapshot, 'events').state === 'incomplete' && events.length === 0
      ? unknown({ missing: missingResource(cluster.snapshot, 'events') })
      : notApplicable;
  return told(last, loadBalancer.targetGroups);
}

function told(events: readonly Event[], groups: Joined['loadBalancer']['targetGroups']): Finding {
  const [first] = events;
  const about = first?.involvedObject ?? first?.regarding;
  const concerned = groups.filter(
    ({ binding }) => about?.kind === 'Service' || (binding.known && binding.value?.metadata.name === about?.name),
  );
  const affected = targetsOf(concerned).filter(({ verdict }) => verdict === 'failing' || verdict === 'waiting');
  const words = {
    summary: `The load-balancer controller reports ${first?.reason ?? 'an error'} for ${about?.kind ?? 'object'} ${about?.namespace ?? ''}/${about?.name ?? ''}`,
    confidence: 'possible' as const,
    because: 'the controller says so; that these targets fail of it is not proven',
    evidence: events.slice(0, 3).map((event) => supporting(`${event.reason ?? ''}: ${event.message ?? event.note ?? ''}`, sourceOf(event))),
  };
  return affected.length > 0 ? cause({ ...words, targets: keysOf(affected) }) : advice(words);
}

const isFailure = ({ reason, type }: Event) => type !== 'Normal' && failures.includes(reason ?? '');

/** An event without a time is not known to be fresh. */
function isFresh(event: Event, takenAt: string): boolean {
  const [at, now] = [timeOfEvent(event), timeOf(takenAt)];
  return at !== undefined && now !== undefined && now - at <= freshFor;
}

const isTakenBack = (failure: Event, events: readonly Event[]): boolean =>
  events.some(
    (event) =>
      event.reason === 'SuccessfullyReconciled' &&
      sourceOf(event) === sourceOf(failure) &&
      (timeOfEvent(event) ?? 0) > (timeOfEvent(failure) ?? 0),
  );

const timeOfEvent = ({ lastTimestamp, eventTime, firstTimestamp, metadata }: Event) =>
  timeOf(lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp);

function sourceOf({ involvedObject, regarding }: Event): string {
  const { kind, namespace, name } = involvedObject ?? regarding ?? {};
  return `Event of ${kind ?? 'object'} ${namespace ?? ''}/${name ?? ''}`;
}
