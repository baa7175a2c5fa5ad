/** What a rule can ask for: the vocabulary rules and the collector share. */

import type { Resource } from './kubernetes.ts';

/** A Kubernetes resource, or an AWS operation such as `ec2:DescribeNetworkAcls`. */
export type Reads = Resource | `${'ec2' | 'elasticloadbalancing' | 'eks'}:${string}`;
