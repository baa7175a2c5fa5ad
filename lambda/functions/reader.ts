/** The function that reads one cluster from inside its network, for a monitor that cannot reach it. It reads, answers, and keeps nothing. */

import { createClients } from '../collect/aws/clients.ts';
import { describeCluster } from '../collect/aws/eks.ts';
import { startBudget } from '../collect/io/budget.ts';
import { readCluster } from '../collect/kubernetes/cluster.ts';
import { eksServer } from '../collect/kubernetes/clusters.ts';
import { packAnswer, unpackQuestion } from '../collect/kubernetes/remoteReader.ts';
import { createTransport } from '../collect/kubernetes/transport.ts';
import { redactSnapshot } from '../snapshot/redact.ts';

const clients = createClients();

/** Answers with the packed snapshot of one cluster. @throws Error where the cluster cannot be described, or the question is none */
export async function handler(event: unknown): Promise<{ readonly gzip: string }> {
  const { region, name, wish, deadlineMs } = unpackQuestion(event);
  const budget = startBudget(deadlineMs);
  const eks = await describeCluster({ client: clients.eks(region), budget }, name);
  const found = { region, name, vpcId: eks.resourcesVpcConfig?.vpcId, eks };
  const transport = createTransport(eksServer({ clients }, found));
  try {
    const cluster = await readCluster({ transport, budget }, found, wish);
    const { clusters } = redactSnapshot({ format: 1, takenAt: new Date().toISOString(), regions: [], clusters: [cluster], unreadable: [] });
    return await packAnswer(clusters[0] ?? cluster);
  } finally {
    transport.close();
  }
}
