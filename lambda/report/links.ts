/** Addresses in reports and messages: made here from validated parts, never taken from what was read. */

import { regionForm } from '../text/region.ts';
import { isLink } from './escape.ts';

export interface Link {
  readonly text: string;
  readonly address: string;
}

const arnForm = /^arn:(aws[a-z-]*):elasticloadbalancing:([a-z0-9-]+):\d{12}:loadbalancer\/net\/[A-Za-z0-9-]+\/[0-9a-f]+$/;
const ruleForm = /^[a-z]+\/[a-z0-9-]+$/;

const consoles: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/**
 * The load balancer in the AWS console; undefined when the ARN is malformed, or of a partition whose console is not known.
 * The form is the console's own, with the ARN as it is; the pattern above leaves nothing in it to encode.
 */
export function consoleLink(arn: string): Link | undefined {
  const [, partition = '', region = ''] = arnForm.exec(arn) ?? [];
  const host = consoles[partition];
  if (host === undefined || !regionForm.test(region)) return undefined;
  const address = `https://${region}.${host}/ec2/home?region=${region}#LoadBalancer:loadBalancerArn=${arn};tab=listeners`;
  return { text: 'Load balancer in the console', address };
}

/** The page of a rule below the address of the settings; undefined where there is none. */
export function pageLink(rule: string | null, pagesAddress: string | undefined): Link | undefined {
  if (rule === null || pagesAddress === undefined || !ruleForm.test(rule)) return undefined;
  const address = `${pagesAddress.replace(/\/+$/, '')}/${rule}.md`;
  return isLink(address) ? { text: `About ${rule}`, address } : undefined;
}

/** Where the whole folder `docs` is published, as its rules show, the page for the person on call stands beside them. */
const docsRules = /\/docs\/rules\/*$/;

/** The page for the person on call; undefined where only the rules are published, or nothing is. */
export function onCallLink(pagesAddress: string | undefined): Link | undefined {
  if (pagesAddress === undefined || !docsRules.test(pagesAddress)) return undefined;
  const address = pagesAddress.replace(docsRules, '/docs/when-paged.md');
  return isLink(address) ? { text: 'When you are paged', address } : undefined;
}
