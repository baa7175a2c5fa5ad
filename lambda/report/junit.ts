/** JUnit XML: a test case for each load balancer, so that a pipeline can show what fails. */

import type { Diagnosis, LoadBalancerDiagnosis } from '../diagnose/diagnosis.ts';
import { xml } from './escape.ts';
import { causesOf } from './order.ts';

export function junitReport(diagnosis: Diagnosis): string {
  const suites = Map.groupBy(diagnosis.loadBalancers, ({ region, cluster }) => `${region} ${cluster ?? 'cluster unknown'}`);
  const body = [...suites].map(([name, list]) => {
    const failures = list.filter(isFailure).length;
    const skipped = list.filter(({ status }) => status === 'unknown').length;
    return `  <testsuite name="${xml(name)}" tests="${list.length}" failures="${failures}" skipped="${skipped}" timestamp="${xml(diagnosis.takenAt)}">\n${list.map(caseOf).join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="nlb-doctor">\n${body.join('\n')}\n</testsuites>\n`;
}

const isFailure = ({ status }: LoadBalancerDiagnosis) => status === 'down' || status === 'degraded';

function caseOf(one: LoadBalancerDiagnosis): string {
  const open = `    <testcase classname="${xml(one.region)}" name="${xml(one.name)}"`;
  const advice = one.findings.map(({ rule, severity, summary }) => `${severity} ${rule}: ${summary}`).join('\n');
  const output = advice === '' ? '' : `\n      <system-out>${xml(advice)}</system-out>`;
  if (one.status === 'unknown') return `${open}><skipped message="${xml(one.summary)}"/>${output}\n    </testcase>`;
  if (!isFailure(one)) return advice === '' ? `${open}/>` : `${open}>${output}\n    </testcase>`;
  const type = causesOf(one)[0]?.rule ?? 'unexplained';
  const detail = causesOf(one).flatMap(({ evidence }) => evidence.map(({ text, source }) => `${text} [${source}]`));
  return `${open}>\n      <failure type="${xml(type)}" message="${xml(one.summary)}">${xml(detail.join('\n'))}</failure>${output}\n    </testcase>`;
}
