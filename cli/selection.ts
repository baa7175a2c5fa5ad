/** Which load balancers and clusters a live command looks at, from its options and the environment. */

import type { CollectRequest } from '../lambda/collect/request.ts';
import { readsOfAllRules } from '../lambda/diagnose/rules/index.ts';
import { singleLine } from '../lambda/report/escape.ts';
import { flag, type Options, text, texts, UsageError, type Values } from './command.ts';
import type { Console } from './console.ts';
import { objectNamesOf, objectOptions } from './objectNames.ts';
import { placeOf } from './place.ts';
import { withProgress } from './progress.ts';

export const selectionOptions: Options = {
  region: {
    type: 'string',
    multiple: true,
    value: 'REGION',
    help: 'region to look at; may be repeated (default: AWS_REGION, or that of the profile)',
  },
  'all-regions': { type: 'boolean', help: 'look at every region that is enabled for the account; needs ec2:DescribeRegions' },
  profile: { type: 'string', value: 'NAME', help: 'profile of the AWS config files: its credentials and its region' },
  cluster: { type: 'string', multiple: true, value: 'NAME', help: 'only load balancers of this EKS cluster; may be repeated' },
  'load-balancer': { type: 'string', multiple: true, value: 'NAME|ARN', help: 'only this load balancer, healthy or not; may be repeated' },
  ...objectOptions,
  timeout: {
    type: 'string',
    value: 'SECONDS',
    default: '60',
    help: 'give up after so many seconds; what was not read by then is said (default 60)',
  },
  logs: { type: 'boolean', help: "read the last lines of Cilium's logs too; needs get on pods/log" },
  kubeconfig: { type: 'string', value: 'FILE', help: 'read the cluster of this kubeconfig instead of EKS' },
  context: { type: 'string', value: 'NAME', help: 'context of the kubeconfig' },
};

const longestTimeout = 900;

/** What the collector is asked for. @throws UsageError for a missing region, an unknown profile or a time that is none; RegionsUnread, KubeconfigError */
export async function requestOf(values: Values, console: Console): Promise<CollectRequest> {
  const [clusters, loadBalancers] = [texts(values, 'cluster'), texts(values, 'load-balancer')];
  const deadlineMs = secondsOf(values) * 1000;
  const kubeconfig = await kubeconfigOf(values);
  const objects = objectNamesOf(values);
  if (loadBalancers.length > 0 && Object.keys(objects).length > 0)
    throw new UsageError('--load-balancer and --service or --gateway select in two ways: use one of them.');
  const place = () => placeOf(values, console);
  const { regions, access } = await (flag(values, 'all-regions') ? withProgress(console, 'regions of the account', place) : place());
  return {
    regions,
    ...access,
    reads: readsOfAllRules,
    deadlineMs,
    signal: console.stopped,
    logs: flag(values, 'logs'),
    ...(clusters.length > 0 ? { clusters } : {}),
    ...(loadBalancers.length > 0 ? { loadBalancers } : {}),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...objects,
  };
}

/** The current context is named: what is current may change before a printed command is run. @throws KubeconfigError */
async function kubeconfigOf(values: Values): Promise<CollectRequest['kubeconfig']> {
  const [path, given] = [text(values, 'kubeconfig'), text(values, 'context')];
  if (path === undefined) return given === undefined ? undefined : { context: given };
  if (given !== undefined) return { path, context: given };
  const { currentContext } = await import('../lambda/collect/kubernetes/kubeconfig.ts');
  const context = currentContext(path);
  return context === undefined ? { path } : { path, context };
}

function secondsOf(values: Values): number {
  const given = text(values, 'timeout') ?? '';
  const seconds = Number(given);
  if (/^\d+(\.\d+)?$/.test(given) && seconds >= 1 && seconds <= longestTimeout) return seconds;
  throw new UsageError(`--timeout takes seconds from 1 to ${longestTimeout}, not "${singleLine(given)}".`);
}
