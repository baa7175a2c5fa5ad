/** Which load balancers and clusters a live command looks at, from its options and the environment. */

import type { CollectRequest, Progress } from '../lambda/collect/request.ts';
import { readsOfAllRules } from '../lambda/diagnose/rules/index.ts';
import { singleLine } from '../lambda/report/escape.ts';
import { flag, type Options, text, texts, UsageError, type Values } from './command.ts';
import type { Console } from './console.ts';

export const selectionOptions: Options = {
  region: { type: 'string', multiple: true, value: 'REGION', help: 'region to look at; may be repeated (default: AWS_REGION)' },
  cluster: { type: 'string', multiple: true, value: 'NAME', help: 'only load balancers of this EKS cluster; may be repeated' },
  'load-balancer': { type: 'string', multiple: true, value: 'NAME|ARN', help: 'only this load balancer, healthy or not; may be repeated' },
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

/** What the collector is asked for. @throws UsageError for a missing region or a time that is none */
export function requestOf(values: Values, console: Console): CollectRequest {
  const [path, context] = [text(values, 'kubeconfig'), text(values, 'context')];
  const [clusters, loadBalancers] = [texts(values, 'cluster'), texts(values, 'load-balancer')];
  return {
    regions: regionsOf(values, console),
    reads: readsOfAllRules,
    deadlineMs: secondsOf(values) * 1000,
    signal: console.stopped,
    logs: flag(values, 'logs'),
    ...(clusters.length > 0 ? { clusters } : {}),
    ...(loadBalancers.length > 0 ? { loadBalancers } : {}),
    ...(path === undefined && context === undefined
      ? {}
      : { kubeconfig: { ...(path === undefined ? {} : { path }), ...(context === undefined ? {} : { context }) } }),
    ...(console.showsProgress ? { onProgress: (progress: Progress) => console.tell(progressLine(progress)) } : {}),
  };
}

function regionsOf(values: Values, { environment }: Console): readonly string[] {
  const given = texts(values, 'region');
  const byDefault = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  const regions = given.length > 0 ? given : byDefault === undefined ? [] : [byDefault];
  if (regions.length === 0) throw new UsageError('no region is given: use --region, or set AWS_REGION.');
  const wrong = regions.find((region) => !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region));
  if (wrong !== undefined) throw new UsageError(`--region ${singleLine(wrong)} is no AWS region; one looks like eu-west-2.`);
  return [...new Set(regions)];
}

function secondsOf(values: Values): number {
  const given = text(values, 'timeout') ?? '';
  const seconds = Number(given);
  if (/^\d+(\.\d+)?$/.test(given) && seconds >= 1 && seconds <= longestTimeout) return seconds;
  throw new UsageError(`--timeout takes seconds from 1 to ${longestTimeout}, not "${singleLine(given)}".`);
}

/** One line that is drawn over and over. */
const progressLine = ({ step, region, cluster, done, of }: Progress): string =>
  `\r\u001b[2K${singleLine(`${region}: ${cluster === undefined ? '' : `cluster ${cluster}, `}${step} ${done} of ${of}`)}`;

export const endProgress = (console: Console): void => {
  if (console.showsProgress) console.tell('\r\u001b[2K');
};
