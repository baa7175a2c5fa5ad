/** The contract of a rule: words for people first, then one pure function from a subject to a finding. */

import type { Reads } from '../snapshot/reads.ts';
import type { Cluster, NetworkLoadBalancer, Topology } from '../topology/topology.ts';
import type { Finding, Hop, Names, Remedy, Severity } from './finding.ts';

/** `<area>/<name>`: public and never renamed. The file, the test, the scenario folder and the docs page have the same name. */
export type RuleId = `${'cilium' | 'kubernetes' | 'gateway' | 'aws'}/${string}`;

interface Words {
  readonly id: RuleId;
  /** The row of the catalogue: what is wrong, in a sentence without names. */
  readonly title: string;
  readonly severity: Severity;
  readonly hop: Hop;
  /** What findings of the rule are about; the health of targets where it is not given. */
  readonly about?: 'targets' | 'scheme';
  /** Markdown for the rule's page: what happens, why targets fail of it, which versions. */
  readonly explanation: string;
  /** Markdown for the rule's page: what looks like it and is not. */
  readonly silentWhen: string;
  readonly reads: readonly Reads[];
  /** https addresses of documentation, issues or source. */
  readonly references: readonly string[];
  /** General rules this one is a special case of: they fold under it where both speak. */
  readonly specialCaseOf?: readonly RuleId[];
  /** Rules whose consequence this one may be: it folds under them where both speak. */
  readonly consequenceOf?: readonly RuleId[];
  /** Counts only where no other cause explains the targets (an event that repeats what is known more exactly). */
  readonly lastResort?: true;
  /** What to do; `names` are safe to put into commands. The recommended remedy first. Empty where there is nothing to repair. */
  readonly remedies: (names: Names) => readonly Remedy[];
}

/** Looks at one load balancer with all its target groups. */
export interface LoadBalancerRule extends Words {
  readonly subject: 'loadBalancer';
  readonly examine: (loadBalancer: NetworkLoadBalancer, topology: Topology) => Finding;
}

/** Looks at one cluster: faults that exist though no load balancer does. */
export interface ClusterRule extends Words {
  readonly subject: 'cluster';
  readonly examine: (cluster: Cluster, topology: Topology) => Finding;
}

export type Rule = LoadBalancerRule | ClusterRule;
