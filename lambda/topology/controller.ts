/** Who made a load balancer. */

import type { LoadBalancer } from '../snapshot/aws.ts';
import type { Controller } from './topology.ts';

/** Who made it: by tags, else by the shape of its name. */
export function controllerOf({ LoadBalancerName }: LoadBalancer, tags: ReadonlyMap<string, string> | undefined): Controller {
  const keys = [...(tags?.keys() ?? [])];
  if (keys.some((key) => key.startsWith('service.eks.amazonaws.com/'))) return 'eks-auto-mode';
  if (keys.some((key) => key.startsWith('service.k8s.aws/') || key.startsWith('gateway.k8s.aws.nlb/')))
    return 'aws-load-balancer-controller';
  if (keys.includes('kubernetes.io/service-name')) return 'cloud-provider-aws';
  if (/^a[0-9a-f]{31}$/.test(LoadBalancerName)) return 'cloud-provider-aws';
  return /^k8s-[a-z0-9]{1,8}-[a-z0-9]{1,8}-[0-9a-f]{10}$/.test(LoadBalancerName) ? 'aws-load-balancer-controller' : 'unknown';
}
