/** Every world by name: the folders of scenarios/ (recorded or written by hand), and the scenarios of the rule tables, made in memory. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import type { ListenerRule } from '../health/listeners.ts';
import { readListeners } from '../health/scenario.ts';
import { inRecordedFolder, recordedNames } from './recorded.ts';
import { ruleTables } from './rules/index.ts';
import { type Scenario, scenariosOf } from './rules/table.ts';

/** What a diagnosis of one load balancer or cluster is expected to say, as `expected.yaml` holds it. A list of causes means any of them. */
export interface ExpectedSubject {
  readonly cause?: string | readonly string[];
  readonly confidence?: string;
  readonly also?: readonly string[];
  readonly never?: readonly string[];
  readonly unknown?: readonly string[];
  readonly ruledOut?: readonly string[];
  readonly status?: string;
}

export interface ExpectedDiagnosis {
  readonly source: string;
  readonly why: string;
  readonly loadBalancers?: Readonly<Record<string, ExpectedSubject>>;
  readonly clusters?: Readonly<Record<string, ExpectedSubject>>;
  readonly ignored?: readonly string[];
}

const madeScenarios: ReadonlyMap<string, Scenario> = new Map(
  ruleTables.flatMap((table) => [...scenariosOf(table)].map(([name, scenario]) => [`${table.rule}/${name}`, scenario] as const)),
);

/** Names of all worlds, such as `seed-incident` or `cilium/l7-proxy-off/cause`: recorded ones first, then sorted by rule. */
export const worldNames: readonly string[] = [...recordedNames, ...[...madeScenarios.keys()].toSorted()];

/** @throws Error where there is no world of that name; SnapshotError where its folder cannot be read */
export const readWorld = (name: string): Snapshot => madeScenarios.get(name)?.world() ?? inRecordedFolder(name, readSnapshot);

/** @throws Error where there is no world of that name */
export function expectedOf(name: string): ExpectedDiagnosis {
  const scenario = madeScenarios.get(name);
  if (scenario !== undefined) return expectedOfScenario(scenario);
  return inRecordedFolder(name, (folder) => load(readFileSync(join(folder, 'expected.yaml'), 'utf8')) as ExpectedDiagnosis);
}

/** What decides a world, for people. @throws Error where there is no world of that name */
export const whyOf = (name: string): string => madeScenarios.get(name)?.why ?? expectedOf(name).why;

/** Which listeners answer on which nodes; undefined where the world does not say. @throws Error where there is no world of that name */
export const listenersOf = (name: string): readonly ListenerRule[] | undefined =>
  madeScenarios.has(name) ? undefined : inRecordedFolder(name, readListeners);

function expectedOfScenario({ world, source, why, expected, loadBalancers: own = {}, cluster }: Scenario): ExpectedDiagnosis {
  const { regions, clusters } = world();
  const names = regions.flatMap(({ loadBalancers }) =>
    loadBalancers.filter(({ Type }) => Type === 'network').map(({ LoadBalancerName }) => LoadBalancerName),
  );
  const loadBalancers = Object.fromEntries(names.map((name) => [name, own[name] ?? expected]));
  return { source, why, loadBalancers, ...(cluster && { clusters: Object.fromEntries(clusters.map(({ name }) => [name, cluster])) }) };
}
