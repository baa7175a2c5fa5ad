/** Names the load balancer controllers make, with the real hashes. */

import { createHash } from 'node:crypto';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);
const short = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8);

interface Named {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** AWS Load Balancer Controller (and EKS Auto Mode): sha256 of cluster, uid of the Service, scheme. */
export const loadBalancerName = ({ cluster, namespace, name, uid }: Named, scheme: string): string =>
  `k8s-${short(namespace)}-${short(name)}-${digest(`${cluster}${uid}${scheme}`)}`;

export interface GroupNaming {
  readonly groupPort: number;
  readonly servicePort: number;
  readonly targetType: string;
  readonly protocol: string;
  readonly healthCheckProtocol: string;
  readonly healthCheckInterval: number;
}

export function targetGroupName({ cluster, namespace, name, uid }: Named, group: GroupNaming): string {
  const { groupPort, servicePort, targetType, protocol, healthCheckProtocol, healthCheckInterval } = group;
  const parts = [cluster, uid, groupPort, servicePort, targetType, protocol, healthCheckProtocol, healthCheckInterval];
  return `k8s-${short(namespace)}-${short(name)}-${digest(parts.join(''))}`;
}

/** cloud-provider-aws: `a` and the uid of the Service, cut to 32 characters. */
export const cloudProviderName = (uid: string): string => `a${uid.replaceAll('-', '')}`.slice(0, 32);

/** The shared backend security group of the AWS Load Balancer Controller. */
export const backendGroupName = (cluster: string): string => `k8s-traffic-${cluster.replaceAll(/[^A-Za-z0-9]/g, '')}-${digest(cluster)}`;
export const frontendGroupName = ({ cluster, namespace, name, uid }: Named): string =>
  `k8s-${short(namespace)}-${short(name)}-${digest(`${cluster}${uid}managed-security-group`)}`;
