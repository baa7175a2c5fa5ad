/** Load balancers of which the status cannot be told, or the cluster. */

import { namedFiles } from '../../snapshot/awsFiles.ts';
import { isNothingRead } from '../../snapshot/snapshot.ts';
import type { NetworkLoadBalancer, TargetGroup, Topology } from '../../topology/topology.ts';
import { type AccessOf, grantText } from '../access.ts';
import type { BlindSpot } from '../diagnosis.ts';
import { statusOf } from '../status.ts';
import { list } from '../vocabulary.ts';
import { lists, speaksOf, together, unreadGroups, type Why, whyOf } from './why.ts';

/** A load balancer whose own facts are missing: the health of a group, its groups, who should be registered, or the cluster behind it. */
export function blindLoadBalancer(loadBalancer: NetworkLoadBalancer, topology: Topology, accessOf: AccessOf): readonly BlindSpot[] {
  const why = whyBlind(loadBalancer, topology, accessOf);
  if (why === undefined) return [];
  const { name, region } = loadBalancer;
  return [{ subject: 'load-balancer', name, region, extent: 'partly-read', ...why }];
}

function whyBlind(loadBalancer: NetworkLoadBalancer, topology: Topology, accessOf: AccessOf): Why | undefined {
  const unread = unreadGroups(loadBalancer);
  if (unread.length > 0) return healthUnread(loadBalancer, unread);
  const status = statusOf(loadBalancer);
  if (status === 'healthy') return undefined;
  return (status === 'unknown' ? whyUnknown(loadBalancer, topology, accessOf) : undefined) ?? clusterUnlisted(loadBalancer, topology);
}

/** Undefined where a gap of the whole region says it already. */
function healthUnread({ surroundings }: NetworkLoadBalancer, unread: readonly TargetGroup[]): Why | undefined {
  const gaps = unread.flatMap(({ name }) => {
    const health = surroundings.targetHealth.get(name);
    return health?.state === 'incomplete' && health.gap.what !== namedFiles.targetHealth.operation ? [health.gap] : [];
  });
  if (gaps.length === 0) return undefined;
  const why = together(gaps);
  return { ...why, because: `the health of target group ${list(unread.map(({ name }) => name))} was not read: ${why.because}` };
}

function whyUnknown(loadBalancer: NetworkLoadBalancer, { gaps }: Topology, accessOf: AccessOf): Why | undefined {
  const { region, cluster, targetGroups, targetGroupsComplete } = loadBalancer;
  const isListed = !gaps.some((gap) => lists.has(gap.what) && speaksOf(gap, region));
  if (!targetGroupsComplete && isListed) return groupsNotKnown;
  if (cluster === undefined || isNothingRead(cluster.snapshot)) return undefined;
  const expected = targetGroups.map((group) => group.expected).find(({ known }) => !known);
  if (expected === undefined || expected.known) return undefined;
  return { because: expected.missing.why, remedy: grantText(expected.missing.grant, accessOf, region), code: null };
}

function clusterUnlisted({ cluster, region }: NetworkLoadBalancer, { gaps }: Topology): Why | undefined {
  const refused = gaps.find((gap) => gap.what === 'eks:ListClusters' && speaksOf(gap, region));
  if (cluster !== undefined || refused === undefined) return undefined;
  const why = whyOf(refused);
  return { ...why, because: `the cluster behind it is not known: ${why.because}` };
}

const groupsNotKnown: Why = {
  because: 'not all target groups that it forwards to were read',
  remedy: 'read the target groups and listeners of the region again, without a filter',
  code: null,
};
