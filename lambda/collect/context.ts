/** What every step of one run shares: the request, the clients, the one budget, and the gaps found so far. */

import type { Gap, Reading } from '../snapshot/snapshot.ts';
import type { AwsClients } from './aws/clients.ts';
import { awsGap } from './aws/gaps.ts';
import type { RollCall } from './aws/objectNames.ts';
import type { Pages } from './aws/shape.ts';
import type { Budget } from './io/budget.ts';
import { skewSentence } from './io/clockSkew.ts';
import type { KubeconfigCluster } from './kubernetes/kubeconfig.ts';
import type { CollectRequest } from './request.ts';

export interface Context {
  readonly request: CollectRequest;
  readonly clients: AwsClients;
  readonly budget: Budget;
  /** The cluster of the kubeconfig, where there is one. */
  readonly outside?: KubeconfigCluster | undefined;
  /** Where load balancers are selected by the Service or Gateway behind them. */
  readonly rollCall?: RollCall | undefined;
  /** Grows while the run goes on. */
  readonly gaps: Gap[];
}

/** Whether a rule wants the answer to an AWS operation; `capture` wants them all. */
export const wants = ({ request }: Context, operation: string): boolean =>
  request.everything === true || (request.reads as readonly string[]).includes(operation);

/** An AWS answer as a reading; a failure is noted as a gap. `what` may end in `/<name>`. */
export function toReading<T>(context: Context, what: string, region: string, pages: Pages<T>): Reading<T> {
  if (pages.failure === undefined) return { state: 'complete', items: pages.items };
  const gap = awsGap(what, region, pages.failure, skewSentence(context.clients.clock.offset()));
  context.gaps.push(gap);
  return { state: 'incomplete', items: pages.items, gap };
}

/** Said of what nobody asked for; it is no failure, so it is not noted. */
export const notAsked = (what: string, region: string): Reading<never> => ({
  state: 'incomplete',
  items: [],
  gap: { what, region, error: 'not asked for: it is read only where a load balancer looks wrong' },
});
