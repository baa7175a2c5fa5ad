/** The cluster as EKS describes it. */

import type { EksCluster } from '../../../lambda/snapshot/eks.ts';
import { uuid } from '../ids.ts';
import { arn, type ClusterPlan, privateSubnet } from '../plan.ts';
import { times } from '../times.ts';

export function eksClusterOf({ name, place, clusterGroup, controller }: ClusterPlan): EksCluster {
  const id = uuid('eks', name).replaceAll('-', '').toUpperCase();
  return {
    name,
    arn: arn('eks', place, `cluster/${name}`),
    createdAt: times.clusterCreated,
    version: '1.33',
    endpoint: `https://${id}.gr7.${place.region}.eks.amazonaws.com`,
    resourcesVpcConfig: {
      subnetIds: place.zones.map((zone) => privateSubnet(place, zone)),
      securityGroupIds: [],
      clusterSecurityGroupId: clusterGroup,
      vpcId: place.vpc,
      endpointPublicAccess: true,
      endpointPrivateAccess: true,
      publicAccessCidrs: ['0.0.0.0/0'],
    },
    kubernetesNetworkConfig: {
      serviceIpv4Cidr: '172.20.0.0/16',
      ipFamily: 'ipv4',
      elasticLoadBalancing: { enabled: controller === 'eks-auto-mode' },
    },
    status: 'ACTIVE',
    platformVersion: 'eks.16',
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
  };
}
