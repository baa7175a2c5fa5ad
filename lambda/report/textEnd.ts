/** The end of the text report: what is well, what clusters have of their own, and what was not seen. */

import type { ClusterDiagnosis, Diagnosis, LoadBalancerDiagnosis } from '../diagnose/diagnosis.ts';
import { count } from '../diagnose/vocabulary.ts';
import { adviceOf, asSentence, statusWords } from './order.ts';
import type { Lines, Page } from './page.ts';
import { findingLines } from './textFinding.ts';
import { contextSection } from './textRemedy.ts';

const fewQuiet = 10;

export function quietSection(quiet: readonly LoadBalancerDiagnosis[], page: Page): Lines {
  const shown = page.verbose ? quiet : quiet.slice(0, fewQuiet);
  const rest = quiet.length - shown.length;
  return [
    ...shown.flatMap((one) => quietLines(one, page)),
    ...(rest > 0 ? page.prose(`and ${rest} more that ${rest === 1 ? 'is' : 'are'} healthy (--verbose)`, 0) : []),
  ];
}

function quietLines(one: LoadBalancerDiagnosis, page: Page): Lines {
  const word = statusWords[one.status];
  const [head = '', ...rest] = page.prose(one.summary, 0, `${word}  `);
  return [
    head.replace(word, page.paint('green', word)),
    ...rest,
    ...adviceOf(one).flatMap(({ summary }) => page.prose(summary, 2, 'info: ')),
  ];
}

export function clusterSection(cluster: ClusterDiagnosis, page: Page): Lines {
  const { name, region, reachable, error, findings } = cluster;
  const blind = asSentence(`The Kubernetes API of cluster ${name} (${region}) could not be read: ${error ?? 'no reason is known'}`);
  return [
    ...(reachable === false ? page.prose(blind, 0) : []),
    ...contextSection(cluster, page),
    ...findings.flatMap((finding) => page.titled(`CLUSTER ${name} (${finding.severity})`, findingLines(finding, page))),
  ];
}

const fewGaps = 5;

export function coverageSection({ coverage, takenAt }: Diagnosis, page: Page): Lines {
  const { notRead, regions } = coverage;
  const shown = page.verbose ? notRead : notRead.slice(0, fewGaps);
  const seen = `${count(coverage.loadBalancers, 'network load balancer')}, ${count(coverage.targetGroups, 'target group')}`;
  return [
    ...page.prose(`Seen at ${takenAt}: ${seen} in ${regions.join(', ') || 'no region'}.`, 0).map((line) => page.paint('dim', line)),
    ...shown.flatMap(({ what, region, cluster, error }) => {
      const where = [region, cluster].filter((part) => part !== null).join(', ');
      return page.prose(`not read: ${what}${where === '' ? '' : ` (${where})`}: ${error}`, 0);
    }),
    ...(notRead.length > shown.length ? page.prose(`and ${notRead.length - shown.length} more not read (--verbose)`, 0) : []),
  ];
}
