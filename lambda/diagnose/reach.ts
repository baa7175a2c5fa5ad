/** What the network rules have in common: which targets are judged, and how judgements about many of them become one finding. */

import type { Fact } from '../topology/fact.ts';
import type { NetworkLoadBalancer, Target } from '../topology/topology.ts';
import { isInTrouble, portWords, targetsOf } from './vocabulary.ts';

export interface Judged<T> {
  readonly target: Target;
  readonly port: number;
  readonly fact: Fact<T>;
}

/** Registered targets that matter, each with its verdict on the port that is checked; none where nothing fails: paths that work need no proof. */
export function judgeTargets<T>(loadBalancer: NetworkLoadBalancer, judge: (target: Target, port: number) => Fact<T>): readonly Judged<T>[] {
  if (!isInTrouble(loadBalancer)) return [];
  return targetsOf(loadBalancer.targetGroups)
    .filter(
      ({ id, state, verdict }) =>
        id !== '' && state !== 'missing' && (verdict === 'failing' || verdict === 'healthy' || verdict === 'waiting'),
    )
    .flatMap((target) =>
      target.healthCheckPort === undefined ? [] : [{ target, port: target.healthCheckPort, fact: judge(target, target.healthCheckPort) }],
    );
}

/** The verdict on each of these targets, for those where it is known. */
export const told = <T>(judged: readonly Judged<T>[]): readonly { readonly target: Target; readonly port: number; readonly value: T }[] =>
  judged.flatMap(({ target, port, fact }) => (fact.known ? [{ target, port, value: fact.value }] : []));

/** The first gap among targets that fail: about healthy ones nobody has to ask. */
export const firstGap = (judged: readonly Judged<unknown>[]) =>
  judged.flatMap(({ target, fact }) => (target.verdict !== 'healthy' && !fact.known ? [fact] : []))[0];

/** `port 30866`, `ports 30866 and 31163`. */
export const portsOf = (rows: readonly { readonly port: number }[]): string =>
  portWords([...new Set(rows.map(({ port }) => port))].toSorted((a, b) => a - b));
