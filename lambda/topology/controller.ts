/** Which controller created a load balancer. */

import type { LoadBalancer } from '../snapshot/aws.ts';
import { autoModeTagPrefix, cloudProviderServiceTagKey, loadBalancerControllerTagPrefixes } from '../snapshot/controllerTags.ts';
import type { Controller } from './topology.ts';

/** By its tags, otherwise by the form of its name. */
export function controllerOf({ LoadBalancerName }: LoadBalancer, tags: ReadonlyMap<string, string> | undefined): Controller {
  const keys = [...(tags?.keys() ?? [])];
  if (keys.some((key) => key.startsWith(autoModeTagPrefix))) return 'eks-auto-mode';
  if (keys.some((key) => loadBalancerControllerTagPrefixes.some((prefix) => key.startsWith(prefix)))) return 'aws-load-balancer-controller';
  if (keys.includes(cloudProviderServiceTagKey)) return 'cloud-provider-aws';
  if (/^a[0-9a-f]{31}$/.test(LoadBalancerName)) return 'cloud-provider-aws';
  return /^k8s-[a-z0-9]{1,8}-[a-z0-9]{1,8}-[0-9a-f]{10}$/.test(LoadBalancerName) ? 'aws-load-balancer-controller' : 'unknown';
}
