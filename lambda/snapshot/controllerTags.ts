/**
 * The tags that controllers set on load balancers and target groups.
 *
 * AWS Load Balancer Controller: pkg/deploy/tracking/provider.go, pkg/shared_constants (service.k8s.aws, elbv2.k8s.aws, gateway.k8s.aws.nlb);
 * EKS Auto Mode: the same with its own prefixes; cloud-provider-aws: pkg/providers/v1/tags.go.
 */

/** Value: the name of the cluster. */
export const clusterTagKeys = ['elbv2.k8s.aws/cluster', 'eks:eks-cluster-name'] as const;

/** Key prefix; the cluster's name follows. */
export const clusterTagPrefix = 'kubernetes.io/cluster/';

/** Value: `<namespace>/<Service>`. */
export const serviceStackTagKeys = ['service.k8s.aws/stack', 'service.eks.amazonaws.com/stack'] as const;

/** Value: `<namespace>/<Gateway>`, for Gateways of the AWS Load Balancer Controller's own class. */
export const gatewayStackTagKeys = ['gateway.k8s.aws.nlb/stack', 'gateway.k8s.aws.alb/stack'] as const;

/** Value: `<namespace>/<Service>`. */
export const cloudProviderServiceTagKey = 'kubernetes.io/service-name';

/** Value: `<namespace>/<name>:<port>`, on target groups. */
export const resourceTagKeys = ['service.k8s.aws/resource', 'service.eks.amazonaws.com/resource'] as const;

export const autoModeTagPrefix = 'service.eks.amazonaws.com/';
export const loadBalancerControllerTagPrefixes = ['service.k8s.aws/', 'gateway.k8s.aws.nlb/'] as const;

/** The name of the cluster that tags claim, by the first of the keys that is there. */
export const clusterNamedIn = (tags: ReadonlyMap<string, string> | undefined): string | undefined =>
  clusterTagKeys.map((key) => tags?.get(key)).find((value) => value !== undefined);

/** The name of the cluster in a `kubernetes.io/cluster/<name>` tag. */
export const clusterOwning = (tags: ReadonlyMap<string, string> | undefined): string | undefined =>
  [...(tags?.keys() ?? [])].find((key) => key.startsWith(clusterTagPrefix))?.slice(clusterTagPrefix.length);
