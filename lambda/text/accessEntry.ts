/** The access entry that lets nlb-doctor read an EKS cluster. */

import { plainOr } from './shell.ts';

/** The group that the access entry names, and that the RBAC of `infra/kubernetes` is bound to. */
export const readersGroup = 'nlb-doctor-readers';

/** For `aws()`. A name that does not look like one is not put into a command. @param principal an ARN, or what stands for it in a shell */
export const accessEntryArguments = (cluster: string, principal = '<role ARN of nlb-doctor>'): string =>
  `eks create-access-entry --cluster-name ${plainOr(cluster, 'cluster')} --principal-arn ${principal} --kubernetes-groups ${readersGroup}`;
