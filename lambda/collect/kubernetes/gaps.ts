/** What a cluster did not tell, as gaps: each says what to do about it, and none holds a token. */

import type { EksCluster } from '../../snapshot/eks.ts';
import type { Resource } from '../../snapshot/kubernetes.ts';
import type { Gap } from '../../snapshot/snapshot.ts';
import { readersGroup } from '../../text/accessEntry.ts';
import { awsErrors } from '../../text/awsErrors.ts';
import { isTlsCode, systemReason } from '../../text/systemErrors.ts';
import { awsGap } from '../aws/gaps.ts';
import { accessEntryCommand } from '../grants.ts';
import { BudgetEnded } from '../io/budget.ts';
import { skewSentence, tolerated } from '../io/clockSkew.ts';
import { codeOf, messageOf, shownText } from '../io/errors.ts';
import { pluralOf } from './list.ts';
import { Refused } from './refused.ts';

export interface ClusterPlace {
  readonly region: string;
  readonly name: string;
  readonly eks: EksCluster | undefined;
  /** The AWS profile that was given, for commands. */
  readonly profile?: string | undefined;
}

const networkCodes = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/;

/** Whether a failure, where nothing else could be read either, speaks of the whole cluster and not of one resource. */
export function isWholeCluster(failure: unknown): boolean {
  if (failure instanceof BudgetEnded) return true;
  if (failure instanceof Refused) return failure.status === 401;
  const code = codeOf(failure) ?? '';
  return (
    isTlsCode(code) ||
    networkCodes.test(code) ||
    awsErrors.noCredentials.test(code) ||
    ['Redirect', 'InsecureTls', 'NotHttps', 'ProxyFailed'].includes(code)
  );
}

type Reason = Pick<Gap, 'error' | 'remedy'>;

/** @param what `kubernetes` for the whole cluster, or `<plural>[.<group>][/<namespace>/<name>]` */
export function clusterGap(what: string, place: ClusterPlace, failure: unknown): Gap {
  const code = failure instanceof Refused ? failure.status : codeOf(failure);
  const isDenied = failure instanceof Refused && (failure.status === 401 || failure.status === 403);
  return {
    what,
    region: place.region,
    cluster: place.name,
    ...(code === undefined ? {} : { code }),
    ...(what === 'kubernetes' ? wholeReason(place, failure) : partReason(what, place, failure)),
    ...(isDenied ? { denied: true } : {}),
  };
}

function wholeReason(place: ClusterPlace, failure: unknown): Reason {
  const code = codeOf(failure) ?? '';
  if (failure instanceof Refused && failure.status === 401) return unauthorized(place, failure);
  if (isTlsCode(code)) {
    return {
      error: "TLS: the certificate of the API server is not one that the cluster's own CA vouches for; no token was sent",
      remedy: 'Was the CA rotated, or does a proxy that inspects TLS stand between? Exempt the API server there, or in NO_PROXY',
    };
  }
  if (failure instanceof BudgetEnded || networkCodes.test(code)) return unreachable(place, failure);
  if (awsErrors.noCredentials.test(code)) return reasonOf(awsGap('kubernetes', place.region, failure));
  return { error: `the API server could not be read: ${messageOf(failure)}` };
}

const reasonOf = ({ error, remedy }: Gap): Reason => (remedy === undefined ? { error } : { error, remedy });

function unauthorized(place: ClusterPlace, { date }: Refused): Reason {
  const skew = skewSentence(skewOf(date));
  if (skew !== '') return { error: 'Unauthorized', remedy: skew };
  const mode = place.eks?.accessConfig?.authenticationMode;
  if (mode === 'CONFIG_MAP') {
    return {
      error: 'Unauthorized: this cluster knows no access entries (authentication mode CONFIG_MAP)',
      remedy: 'map the role in ConfigMap kube-system/aws-auth, or turn the mode to API_AND_CONFIG_MAP',
    };
  }
  if (place.eks === undefined) {
    return {
      error: 'Unauthorized: the API server does not accept these credentials, or no longer',
      remedy: 'log in again, or choose another context',
    };
  }
  return { error: 'Unauthorized: the cluster does not know this role, or no longer', remedy: accessEntryCommand(place) };
}

const skewOf = (date: string | undefined): number => {
  const offset = Date.parse(date ?? '') - Date.now();
  return Math.abs(offset) > tolerated ? offset : 0;
};

function unreachable(place: ClusterPlace, failure: unknown): Reason {
  const network = place.eks?.resourcesVpcConfig;
  const error =
    failure instanceof BudgetEnded
      ? `the API server did not answer in time (${failure.message})`
      : `the API server cannot be reached: ${messageOf(failure)}`;
  if (network?.endpointPublicAccess === false) {
    return {
      error: `${error}: its endpoint is private`,
      remedy: `run from inside VPC ${shownText(network.vpcId ?? 'of the cluster')}, and let its security group admit 443 from here`,
    };
  }
  const cidrs = network?.publicAccessCidrs ?? [];
  if (cidrs.length > 0 && !cidrs.includes('0.0.0.0/0')) {
    return { error: `${error}: its public endpoint admits only ${shownText(cidrs.join(', '))}`, remedy: 'add the address this runs from' };
  }
  return {
    error,
    remedy: systemReason(codeOf(failure))?.remedy ?? 'give it longer with --timeout, and check the network between here and it',
  };
}

function partReason(what: string, place: ClusterPlace, failure: unknown): Reason {
  const resource = (what.split('/')[0] ?? what) as Resource;
  if (failure instanceof Refused && failure.status === 403) {
    const verb = what.includes('/') ? 'get' : 'list';
    return {
      error: `Forbidden: may not ${verb} ${resource} (${shownText(failure.message)})`,
      remedy: `grant verbs ["get", "list"] on "${pluralOf(resource)}" to group ${readersGroup}`,
    };
  }
  if (failure instanceof Refused) return { error: `the API server answered ${failure.status}: ${shownText(failure.message)}` };
  if (failure instanceof BudgetEnded) return { error: `${resource} of cluster ${shownText(place.name)}: ${failure.message}` };
  return { error: `${resource} could not be read: ${messageOf(failure)}` };
}
