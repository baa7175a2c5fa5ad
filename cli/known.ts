/** Names that a person may give to a silence, and what is known of them: a misspelt silence keeps nothing quiet. */

import { clusterOfShared } from '../lambda/incidents/changes/hashes.ts';
import type { Matchers } from '../lambda/incidents/lifecycle/silence.ts';
import type { State } from '../lambda/incidents/state.ts';
import { singleLine } from '../lambda/report/escape.ts';
import { accountOf, arnParts, regionOf } from '../lambda/text/arn.ts';
import { UsageError } from './command.ts';
import { nearest } from './nearest.ts';

/** What the matchers of a silence may name, by option. */
export type Known = Readonly<Record<'region' | 'cluster' | 'load-balancer' | 'account', readonly string[]>>;

/** Subjects of incidents, open and past, and load balancers that were healthy. */
export function knownIn({ incidents, baselines, shared }: State): Known {
  const subjects = [...incidents.values()].map(({ subject }) => subject);
  const arns = [...baselines.keys()];
  return {
    region: distinct([...subjects.map(({ region }) => region), ...arns.map(regionOf)]),
    cluster: distinct([...subjects.map(({ cluster }) => cluster), ...[...shared.keys()].map(clusterOfShared)]),
    'load-balancer': distinct([...subjects.flatMap(({ loadBalancer, name }) => [loadBalancer, name]), ...arns, ...arns.map(nameOf)]),
    account: distinct([...subjects.map(({ account }) => account), ...arns.map(accountOf)]),
  };
}

/** `net/<name>/<id>` behind `loadbalancer/`. */
const nameOf = (arn: string): string | undefined => arnParts(arn)?.resource.split('/')[2];

const distinct = (names: readonly (string | null | undefined)[]): readonly string[] =>
  [...new Set(names)].filter((name): name is string => typeof name === 'string' && name !== '').toSorted();

const maxListed = 10;

/** @throws UsageError for a name that the memory does not know, with the nearest that it knows. An empty memory refuses nothing. */
export function refuseUnknownNames({ region, cluster, loadBalancer, account }: Matchers, known: Known): void {
  const given = { region, cluster, 'load-balancer': loadBalancer, account };
  for (const [option, names] of Object.entries(known)) {
    const name = given[option as keyof Known];
    if (name === undefined || names.length === 0 || names.includes(name)) continue;
    const listed = names.length <= maxListed ? ` Known: ${names.join(', ')}.` : '';
    throw new UsageError(
      singleLine(
        `--${option} ${name}: no check has seen it.${nearest(name, names)}${listed} With --unseen the silence covers it as soon as one does.`,
      ),
    );
  }
}
