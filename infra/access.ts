/** EKS access for the clusters listed: an entry that names a Kubernetes group and no access policy; RBAC says what the group may read. */

import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { readersGroup } from '../lambda/text/accessEntry.ts';

/** AWS's own view policies read Secrets, or lack nodes, Gateways and Cilium's objects. */
export function createAccessEntries(scope: Construct, id: string, role: IRole, clusters: readonly string[]): readonly CfnAccessEntry[] {
  return clusters.map(
    (clusterName) =>
      new CfnAccessEntry(scope, `${id}Access-${clusterName}`, {
        clusterName,
        principalArn: role.roleArn,
        type: 'STANDARD',
        kubernetesGroups: [readersGroup],
      }),
  );
}
