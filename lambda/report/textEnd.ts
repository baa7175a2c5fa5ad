/** The end of the text report: what is well, what clusters have of their own, and what was not seen. */

import type { ClusterDiagnosis, Diagnosis, LoadBalancerDiagnosis } from '../diagnose/diagnosis.ts';
import { count } from '../diagnose/vocabulary.ts';
import { adviceOf, statusWords } from './order.ts';
import type { Lines, Page } from './page.ts';
import { evidenceSection } from './textFinding.ts';
import { alternativesSection, fixSection } from './textRemedy.ts';

export const quietSection = (quiet: readonly LoadBalancerDiagnosis[], page: Page): Lines =>
  quiet.flatMap((one) => {
    const word = statusWords[one.status];
    const [head = '', ...rest] = page.prose(one.summary, 0, `${word}  `);
    return [
      head.replace(word, page.paint('green', word)),
      ...rest,
      ...adviceOf(one).flatMap(({ summary }) => page.prose(summary, 2, 'info: ')),
    ];
  });

export function clusterSection({ name, region, reachable, error, findings }: ClusterDiagnosis, page: Page): Lines {
  const blind = `The Kubernetes API of cluster ${name} (${region}) could not be read: ${error ?? 'no reason is known'}.`;
  return [
    ...(reachable === false ? page.prose(blind, 0) : []),
    ...findings.flatMap((finding) => [
      ...page.titled(`CLUSTER ${name} (${finding.severity})`, [
        ...page.prose(`${finding.summary}.`),
        ...page.prose(`${finding.confidence}: ${finding.because}. Rule ${finding.rule}.`),
      ]),
      ...evidenceSection(finding, page),
      ...fixSection(finding, page),
      ...alternativesSection(finding, page),
    ]),
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
    ...(notRead.length > shown.length ? page.prose(`and ${notRead.length - shown.length} more gaps (--verbose)`, 0) : []),
  ];
}
