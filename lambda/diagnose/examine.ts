/** Runs rules over one subject: a rule that throws becomes an `unknown` of its own, never a lost run. */

import { missing } from '../topology/fact.ts';
import type { Cluster, NetworkLoadBalancer, Topology } from '../topology/topology.ts';
import { type Finding, unknown } from './finding.ts';
import type { ClusterRule, LoadBalancerRule, Rule } from './rule.ts';

export interface Examined {
  readonly rule: Rule;
  readonly finding: Finding;
}

export const examineLoadBalancer = (rules: readonly Rule[], subject: NetworkLoadBalancer, topology: Topology): readonly Examined[] =>
  rules.filter(isLoadBalancerRule).map((rule) => ({ rule, finding: guarded(rule, () => rule.examine(subject, topology)) }));

export const examineCluster = (rules: readonly Rule[], subject: Cluster, topology: Topology): readonly Examined[] =>
  rules.filter(isClusterRule).map((rule) => ({ rule, finding: guarded(rule, () => rule.examine(subject, topology)) }));

const isLoadBalancerRule = (rule: Rule): rule is LoadBalancerRule => rule.subject === 'loadBalancer';
const isClusterRule = (rule: Rule): rule is ClusterRule => rule.subject === 'cluster';

function guarded(rule: Rule, examine: () => Finding): Finding {
  try {
    return examine();
  } catch (error) {
    const why = `the rule itself failed: ${error instanceof Error ? error.message : String(error)}`;
    return unknown(missing(rule.id, why, { allow: 'report this with the snapshot: it is a defect of nlb-doctor' }));
  }
}
