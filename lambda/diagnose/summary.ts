/** One or two sentences for a pager: what is wrong, how much of it, and why. */

import type { NetworkLoadBalancer } from '../topology/topology.ts';
import type { ReportedFinding, Status } from './diagnosis.ts';
import { allTargets, isCounted } from './reality.ts';
import { failsOpen } from './status.ts';
import { count, list } from './vocabulary.ts';

export function summaryOf(
  loadBalancer: NetworkLoadBalancer,
  status: Status,
  findings: readonly ReportedFinding[],
  unexplained: number,
): string {
  return [countOf(loadBalancer, status), whyOf(status, findings, unexplained), openOf(loadBalancer, status), claimOf(loadBalancer)]
    .filter((part) => part !== '')
    .join(' ');
}

function countOf(loadBalancer: NetworkLoadBalancer, status: Status): string {
  const targets = allTargets(loadBalancer).filter(isCounted);
  const healthy = targets.filter(({ verdict }) => verdict === 'healthy').length;
  const { name } = loadBalancer;
  if (status === 'unknown' && targets.length === 0) return `The health of ${name} is not known: no target was seen.`;
  if (status === 'unknown')
    return `The health of ${name} is not fully known: ${healthy} of ${count(targets.length, 'target')} ${targets.length === 1 ? 'was' : 'were'} seen healthy.`;
  if (status === 'healthy')
    return targets.length === 1
      ? `The one target of ${name} is healthy.`
      : `All ${targets.length} targets of ${name} that should be healthy are.`;
  if (targets.every(({ state }) => state === 'empty')) return `${name} has no targets.`;
  return `${healthy} of ${count(targets.length, 'target')} of ${name} ${targets.length === 1 ? 'is' : 'are'} healthy.`;
}

function whyOf(status: Status, findings: readonly ReportedFinding[], unexplained: number): string {
  const causes = findings.filter(({ kind }) => kind === 'cause');
  const [first] = causes;
  if (first === undefined) return unexplained > 0 && status !== 'healthy' ? 'No rule explains it.' : '';
  const rest = unexplained > 0 ? ` ${unexplained} failing ${unexplained === 1 ? 'target is' : 'targets are'} not explained by it.` : '';
  return `${first.summary}${first.summary.endsWith('.') ? '' : '.'}${rest}`;
}

/** Two clusters that register targets in the same groups take each other's out: worth knowing whatever else is wrong. */
function claimOf({ claimedBy, cluster }: NetworkLoadBalancer): string {
  if (claimedBy.length < 2) return '';
  const taken = cluster === undefined ? 'so nothing is said of Kubernetes' : `what is said of Kubernetes is read in ${cluster.name}`;
  return `More than one cluster claims it (${list(claimedBy)}); ${taken}.`;
}

function openOf(loadBalancer: NetworkLoadBalancer, status: Status): string {
  if (status !== 'down' && status !== 'degraded') return '';
  if (!failsOpen(loadBalancer)) return '';
  return 'With no healthy target in a group the load balancer fails open and sends to all of them, so clients see resets or timeouts rather than a refusal.';
}
