/** The EKS shape a snapshot holds: `aws eks describe-cluster`, with the members anything looks at. */

import * as z from 'zod/mini';

const text = z.optional(z.string());

export const eksCluster = z.looseObject({
  name: z.string(),
  arn: text,
  version: text,
  endpoint: text,
  status: text,
  resourcesVpcConfig: z.optional(
    z.looseObject({
      vpcId: text,
      subnetIds: z.optional(z.array(z.string())),
      clusterSecurityGroupId: text,
      endpointPublicAccess: z.optional(z.boolean()),
      endpointPrivateAccess: z.optional(z.boolean()),
      publicAccessCidrs: z.optional(z.array(z.string())),
    }),
  ),
  kubernetesNetworkConfig: z.optional(z.looseObject({ serviceIpv4Cidr: text, ipFamily: text })),
  accessConfig: z.optional(z.looseObject({ authenticationMode: text })),
  certificateAuthority: z.optional(z.looseObject({ data: text })),
});

export type EksCluster = z.infer<typeof eksCluster>;
