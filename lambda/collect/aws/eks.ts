/** The EKS calls: which clusters there are, and how one is reached. */

import { DescribeClusterCommand, type EKSClient, ListClustersCommand } from '@aws-sdk/client-eks';
import * as z from 'zod/mini';
import { type EksCluster, eksCluster } from '../../snapshot/eks.ts';
import { type Budget, within } from '../io/budget.ts';
import { gate, type Pages, readPages } from './shape.ts';

export interface EksCall {
  readonly client: EKSClient;
  readonly budget: Budget;
}

export const listClusters = ({ client, budget }: EksCall): Promise<Pages<string>> =>
  readPages({
    operation: 'eks:ListClusters',
    shape: z.string(),
    read: async (nextToken) => {
      const command = new ListClustersCommand({ maxResults: 100, nextToken });
      const answer = await within(budget, (abortSignal) => client.send(command, { abortSignal }));
      return { items: answer.clusters, next: answer.nextToken };
    },
  });

/** @throws the SDK's error, WrongShape, or BudgetEnded */
export async function describeCluster({ client, budget }: EksCall, name: string): Promise<EksCluster> {
  const answer = await within(budget, (abortSignal) => client.send(new DescribeClusterCommand({ name }), { abortSignal }));
  const found = answer.cluster === undefined ? undefined : [answer.cluster];
  return gate({ operation: 'eks:DescribeCluster', shape: eksCluster }, found)[0] as EksCluster;
}
