/** Words that rules share: who is served by Envoy, which targets a sentence is about, how numbers and lists read. */

import { plainOr } from '../text/shell.ts';
import { type Fact, missing } from '../topology/fact.ts';
import type { Cluster, ClusterNode, NetworkLoadBalancer, Origin, Target, TargetGroup } from '../topology/topology.ts';
import { type Finding, notApplicable, unknown } from './finding.ts';

/** A load balancer of which cluster and Service are known. */
export interface Joined {
  readonly loadBalancer: NetworkLoadBalancer;
  readonly cluster: Cluster;
  readonly origin: Origin;
}

/** Runs the rule where load balancer and Service are joined; says what is missing where they could not be. */
export function joined(loadBalancer: NetworkLoadBalancer, examine: (joined: Joined) => Finding): Finding {
  const { cluster, origin } = loadBalancer;
  if (cluster === undefined || origin === undefined) return unknown(notJoined(loadBalancer));
  return examine({ loadBalancer, cluster, origin });
}

/** Runs the rule where Cilium's Envoy answers for the Service; other Services are none of its business. */
export function servedByEnvoy(loadBalancer: NetworkLoadBalancer, examine: (joined: Joined) => Finding): Finding {
  return joined(loadBalancer, (found) => {
    const { servedByEnvoy: served } = found.origin;
    if (!served.known) return unknown(served);
    return served.value.yes ? examine(found) : notApplicable;
  });
}

const notJoined = ({ name, region, arn }: NetworkLoadBalancer) =>
  missing('tags', `which Service stands behind ${name} could not be told from tags, bindings, names or ports`, {
    commands: [
      { tool: 'aws', region, args: `elbv2 describe-tags --resource-arns ${plainOr(arn, 'load balancer ARN')}` },
      { tool: 'kubectl', cluster: undefined, args: 'get services,targetgroupbindings -A -o yaml' },
    ],
  });

/** Fifty rules ask the same of the same lists: the answers are kept as long as the lists are. */
function kept<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const answers = new WeakMap<K, V>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    answers.set(key, made);
    return made;
  };
}

export const targetsOf: (groups: readonly TargetGroup[]) => readonly Target[] = kept((groups) => groups.flatMap(({ targets }) => targets));
export const keysOf = (targets: readonly Target[]): readonly string[] => targets.map(({ key }) => key);

/** Nodes behind the targets, each once, ordered by name; targets whose node is not known are left out. */
export const nodesOf: (targets: readonly Target[]) => readonly ClusterNode[] = kept((targets) => {
  const nodes = new Set(targets.flatMap(({ node }) => node ?? []));
  return [...nodes].toSorted((a, b) => (a.name < b.name ? -1 : 1));
});

export const targetsOn = (targets: readonly Target[], nodes: readonly ClusterNode[]): readonly Target[] => {
  const names = new Set(nodes.map(({ name }) => name));
  return targets.filter(({ node }) => node !== undefined && names.has(node.name));
};

/** Whether any target has to be explained: most load balancers are well, and most rules have nothing to say of those. */
export const isInTrouble: (loadBalancer: NetworkLoadBalancer) => boolean = kept(({ targetGroups }) =>
  targetsOf(targetGroups).some(({ verdict }) => verdict === 'failing' || verdict === 'waiting'),
);

export const isFailing = ({ verdict }: Target): boolean => verdict === 'failing';

/** `3 nodes`, `1 node`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string => `${number} ${number === 1 ? noun : plural}`;

/** `port 80`, `ports 80 and 443`. */
export const portWords = (ports: readonly (number | string)[]): string => `${ports.length === 1 ? 'port' : 'ports'} ${ports.join(' and ')}`;

/** `a, b and 3 more`: names in evidence stay readable on a fleet. */
export function list(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length <= most ? shown : `${shown} and ${names.length - most} more`;
}

/** The first fact that is not known: rules that need several say which one is missing. */
export const firstMissing = (...facts: readonly Fact<unknown>[]) =>
  facts.find((fact): fact is Extract<Fact<unknown>, { known: false }> => !fact.known);

/** Milliseconds of an RFC 3339 time, or undefined where it is none. */
export function timeOf(text: string | null | undefined): number | undefined {
  const time = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

export const elbHealth = 'elasticloadbalancing:DescribeTargetHealth';
