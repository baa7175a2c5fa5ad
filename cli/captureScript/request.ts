/** What the capture script is for: the part of a request that its commands depend on. */

import type { CollectRequest } from '../../lambda/collect/request.ts';
import { quote } from '../../lambda/text/shell.ts';

export type CommandsRequest = Pick<CollectRequest, 'regions' | 'profile' | 'clusters' | 'loadBalancers' | 'kubeconfig'>;

/** As another word of an `aws` command. */
export const profileFlag = ({ profile }: CommandsRequest): string => (profile === undefined ? '' : ` --profile ${quote(profile)}`);
