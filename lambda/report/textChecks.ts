/** What the text report says of everything that is not the cause: ruled out, normal, and what could not be checked. */

import type { LoadBalancerDiagnosis } from '../diagnose/diagnosis.ts';
import { list } from '../diagnose/vocabulary.ts';
import { type Lines, moreLine, type Page } from './page.ts';
import { verbatim } from './textRemedy.ts';

const fewNormal = 1;

export function normalSection({ normal, status }: LoadBalancerDiagnosis, page: Page): Lines {
  const { verbose, prose, titled } = page;
  if (status === 'healthy' && !verbose) return [];
  const shown = verbose ? normal : normal.slice(0, fewNormal);
  return titled('LOOKS ODD, IS NORMAL', [
    ...shown.flatMap(({ what, because }) => prose(`${what}: ${because}.`, 2, '- ')),
    ...moreLine(normal.length - shown.length, page),
  ]);
}

/** What everybody suspects first; where these are ruled out, their proof is shown even in short. */
const usualSuspects = [
  'aws/security-group-blocks-health-check',
  'cilium/envoy-pod-not-ready',
  'kubernetes/node-not-ready',
  'cilium/agent-not-ready',
  'aws/instance-not-running',
  'aws/network-acl-blocks',
];
const fewRuledOut = 3;

export function ruledOutSection({ ruledOut }: LoadBalancerDiagnosis, page: Page): Lines {
  const { verbose, prose, titled } = page;
  const rank = (rule: string) => (usualSuspects.includes(rule) ? usualSuspects.indexOf(rule) : usualSuspects.length);
  const shown = verbose ? ruledOut : ruledOut.toSorted((a, b) => rank(a.rule) - rank(b.rule)).slice(0, fewRuledOut);
  return titled('RULED OUT', [
    ...shown.flatMap(({ rule, because }) => prose(`${rule}: ${because}`, 2, '- ')),
    ...moreLine(ruledOut.length - shown.length, page),
  ]);
}

/** Rules that want the same grant are named together: the grant is what matters. */
export function unknownSection({ unknown }: LoadBalancerDiagnosis, { verbose, prose, titled }: Page): Lines {
  const named = (names: readonly string[]) => list([...new Set(names)], verbose ? names.length : fewNames);
  const byGrant = Map.groupBy(unknown, ({ grant }) => grant);
  const lines = [...byGrant].flatMap(([grant, gaps]) => {
    const what = named(gaps.map(({ missing }) => missing));
    const rules = named(gaps.map(({ rule }) => rule));
    return [...prose(`${what}; so nothing is known about ${rules}`, 2, '- '), ...verbatim(grant, 6)];
  });
  return titled('COULD NOT BE CHECKED, AND WHAT WOULD ALLOW IT', lines);
}

const fewNames = 3;
