/** One self-contained page: no script, nothing to fetch, dark and light. */

import type { Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy, Step } from '../diagnose/finding.ts';
import { html } from './escape.ts';
import { adviceOf, causesOf, clustersWithFindings, countsOf, isQuiet, statusWords, worstFirst } from './order.ts';
import { svgPicture } from './svg.ts';

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin-top:1.5rem}pre{overflow:auto;padding:.6rem;border:1px solid #8885;border-radius:4px}
.down{color:#d13212}.degraded,.unknown{color:#b7791f}.healthy{color:#1d8102}li{margin:.2rem 0}small{opacity:.75}table{border-collapse:collapse}td,th{padding:.15rem .8rem .15rem 0;text-align:left}`;

export function htmlReport(diagnosis: Diagnosis): string {
  const ordered = worstFirst(diagnosis);
  const body = [
    ...ordered.filter((one) => !isQuiet(one)).map(loadBalancerHtml),
    ...ordered.filter(isQuiet).map((one) => `<p><strong class="healthy">${statusWords[one.status]}</strong> ${html(one.summary)}</p>`),
    ...clustersWithFindings(diagnosis).map(
      ({ name, findings, reachable, error }) =>
        `<h1>Cluster ${html(name)}</h1>${reachable === false ? `<p>Could not be read: ${html(error ?? '')}</p>` : ''}${findings.map((one) => findingHtml('Finding', one)).join('')}`,
    ),
    `<p><small>Seen at ${html(diagnosis.takenAt)}: ${diagnosis.coverage.loadBalancers} network load balancers, ${diagnosis.coverage.targetGroups} target groups.</small></p>`,
    list(
      'Not read',
      diagnosis.coverage.notRead.map(({ what, error }) => `${html(what)}: ${html(error)}`),
    ),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>nlb-doctor</title><style>${style}</style></head><body>
${body.join('\n')}
</body></html>
`;
}

/** One load balancer, without the page around it: dashboards embed it. */
export function loadBalancerHtml(one: LoadBalancerDiagnosis): string {
  return [
    `<h1><span class="${one.status}">${statusWords[one.status]}</span> ${html(one.name)}</h1>`,
    `<p>${html(one.summary)}</p>`,
    ...causesOf(one).map((finding, at) => findingHtml(at === 0 ? 'Cause' : 'Another cause', finding)),
    one.shape !== null && causesOf(one).length === 0 ? `<h2>No rule explains it</h2><p>${html(one.shape)}</p>` : '',
    `<h2>The path</h2>${svgPicture(one)}`,
    list(
      'Looks odd, is normal',
      one.normal.map(({ what, because }) => `<strong>${html(what)}</strong>: ${html(because)}`),
    ),
    list(
      'Ruled out',
      one.ruledOut.map(({ rule, because }) => `${html(rule)}: ${html(because)}`),
    ),
    list(
      'Could not be checked',
      one.unknown.map(({ rule, missing, grant }) => `${html(rule)}: ${html(missing)}<pre>${html(grant)}</pre>`),
    ),
    ...adviceOf(one).map((finding) => findingHtml('Also (not why targets fail)', finding)),
    `<h2>Targets</h2><table>${one.targetGroups.map((group) => `<tr><td>${html(group.name)}</td><td>${html(`${group.protocol ?? '?'} ${group.port ?? '?'}`)}</td><td>${html(countsOf(group))}</td></tr>`).join('')}</table>`,
  ].join('\n');
}

function findingHtml(title: string, finding: ReportedFinding): string {
  return `<h2>${title}</h2><p><strong>${html(finding.summary)}.</strong><br><small>${finding.confidence}: ${html(finding.because)}. Rule ${html(finding.rule)}.</small></p>
<ul>${finding.evidence.map(({ text, source, supports }) => `<li>${supports ? '' : 'against it: '}${html(text)} <small>${html(source)}</small></li>`).join('')}</ul>
${finding.remedies.map(remedyHtml).join('')}`;
}

/** The risk stands before the steps. */
const remedyHtml = ({ title, recommended, effect, risk, undo, steps, verify }: Remedy): string =>
  `<h2>${html(title)}${recommended ? ' (recommended)' : ''}</h2><p>${html(effect)}</p><p><strong>Risk:</strong> ${html(risk)}</p>${steps.map(stepHtml).join('')}<p>Undo: ${html(undo)}</p>${verify.length === 0 ? '' : `<p>Verify:</p>${verify.map(stepHtml).join('')}`}`;

const stepHtml = ({ kind, text }: Step): string => (kind === 'text' ? `<p>${html(text)}</p>` : `<pre>${html(text)}</pre>`);

const list = (title: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `<h2>${title}</h2><ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
