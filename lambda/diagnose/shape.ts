/** The shape of a failure in a sentence: how many, which ports, which nodes, which zones. The best first discriminator there is. */

import type { NetworkLoadBalancer, Target } from '../topology/topology.ts';
import { allTargets, isCounted, needsExplaining } from './reality.ts';
import { count } from './vocabulary.ts';

/** Null where nothing fails. */
export function shapeOf(loadBalancer: NetworkLoadBalancer): string | null {
  const targets = allTargets(loadBalancer).filter(isCounted);
  const failing = targets.filter(needsExplaining);
  if (failing.length === 0) return null;
  const parts = [
    `${failing.length} of ${count(targets.length, 'target')}`,
    share('port', distinct(failing, portOf), distinct(targets, portOf)),
    share('node', distinct(failing, nodeOf), distinct(targets, nodeOf)),
    share('zone', distinct(failing, zoneOf), distinct(targets, zoneOf)),
    reasons(failing),
  ];
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}

const portOf = (target: Target) => target.port?.toString();
const nodeOf = (target: Target) => target.node?.name ?? (target.id === '' ? undefined : target.id);
const zoneOf = (target: Target) => target.zone ?? target.node?.zone;

const distinct = (targets: readonly Target[], of: (target: Target) => string | undefined): readonly string[] =>
  [...new Set(targets.map(of).filter((value) => value !== undefined))].toSorted();

function share(what: string, failing: readonly string[], all: readonly string[]): string {
  if (all.length === 0) return '';
  if (failing.length === all.length) return all.length === 1 ? `its one ${what} (${all[0]})` : `all ${all.length} ${what}s${named(all)}`;
  return `${failing.length} of ${all.length} ${what}s${named(failing)}`;
}

const named = (values: readonly string[]) => (values.length <= 3 ? ` (${values.join(', ')})` : '');

function reasons(failing: readonly Target[]): string {
  const said = distinct(failing, (target) => target.reason ?? target.state);
  return said.length === 0 ? '' : `AWS says ${said.join(', ')}`;
}
