/** One self-contained page: no script, nothing to fetch, dark and light. */

import type { ClusterDiagnosis, Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import { count } from '../diagnose/vocabulary.ts';
import { cannotTellHtml, isBlind } from './cannotTell.ts';
import { introductions } from './contexts.ts';
import { html } from './escape.ts';
import { contextHtml, evidenceHtml, findingHtml, list, remediesHtml, statementHtml } from './htmlFinding.ts';
import { consoleLink } from './links.ts';
import {
  adviceOf,
  causesOf,
  clustersWithFindings,
  countsOf,
  countWords,
  inShort,
  isQuiet,
  isUnexplained,
  leadingFinding,
  notReadWords,
  remediesOf,
  schemeWords,
  statusWords,
  worstFirst,
} from './order.ts';
import { svgPicture } from './svg.ts';

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin-top:1.5rem}h3{font-size:1rem}pre{overflow:auto;padding:.6rem;border:1px solid #8885;border-radius:4px}
.down,.blind{color:#d13212}.degraded,.unknown{color:#b7791f}.healthy{color:#1d8102}li{margin:.2rem 0}small{opacity:.75}table{border-collapse:collapse}td,th{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top}`;

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function htmlReport(diagnosis: Diagnosis): string {
  const ordered = worstFirst(diagnosis);
  const loud = ordered.filter((one) => !isQuiet(one));
  const clusters = clustersWithFindings(diagnosis);
  const introduced = introductions([...loud, ...clusters]);
  const body = [
    cannotTellHtml(diagnosis),
    overview(diagnosis, ordered),
    ...loud.map((one) => loadBalancerHtml(one, introduced)),
    ...ordered.filter(isQuiet).map((one) => `<p>${statusHtml(one)} ${html(one.summary)}</p>`),
    ...clusters.map((one) => clusterHtml(one, introduced)),
    coverageHtml(diagnosis),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>nlb-doctor</title><style>${style}</style></head><body>
${body.filter((part) => part !== '').join('\n')}
</body></html>
`;
}

const statusHtml = ({ status }: LoadBalancerDiagnosis): string => `<strong class="${html(status)}">${html(statusWords[status])}</strong>`;

/** Only where there are several: the cause of each, before any detail. */
function overview(diagnosis: Diagnosis, ordered: readonly LoadBalancerDiagnosis[]): string {
  if (ordered.length === 0) return isBlind(diagnosis) ? '' : '<p>No network load balancer was found.</p>';
  const loud = ordered.filter((one) => !isQuiet(one));
  return ordered.length === 1 ? '' : table(loud.map((one) => [statusHtml(one), html(one.name), html(inShort(one))]));
}

const table = (rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : `<table>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</table>`;

/**
 * One load balancer, without the page around it: dashboards embed it. In the order of the text report: what to know and what to do first, then
 * the proof. @param introduced the subjects with which a context is introduced
 */
export function loadBalancerHtml(one: LoadBalancerDiagnosis, introduced = introductions([one])): string {
  const leading = leadingFinding(one);
  const [cause, ...others] = causesOf(one);
  const parts = [
    `<h1>${statusHtml(one)} ${html(one.name)}</h1>`,
    `<p><strong>${html(countWords(one))}</strong></p>`,
    `<p>${html(one.summary)}</p>`,
    leading === undefined ? '' : statementHtml(cause === undefined ? `Finding (${leading.severity})` : 'Cause', leading),
    otherCausesHtml(others),
    unexplainedHtml(one),
    isUnexplained(one) ? unknownHtml(one) : '',
    contextHtml(introduced.get(one)),
    leading === undefined ? '' : remediesHtml('What to do', remediesOf(leading).slice(0, 1)),
    consoleHtml(one),
    `<h2>The path</h2>${svgPicture(one)}`,
    leading === undefined ? '' : evidenceHtml('Evidence', leading),
    ...others.map((finding) => findingHtml('Another cause', finding, remediesOf(finding).slice(0, 1))),
    ...adviceOf(one)
      .filter((advice) => advice !== leading)
      .map((finding) => findingHtml(`Also (${finding.severity}; not why targets fail)`, finding)),
    isUnexplained(one) ? '' : unknownHtml(one),
    list(
      'Ruled out',
      one.ruledOut.map(({ rule, because }) => `${html(rule)}: ${html(because)}`),
    ),
    list(
      'Looks odd, is normal',
      one.normal.map(({ what, because }) => `<strong>${html(what)}</strong>: ${html(because)}`),
    ),
    remediesHtml(
      'Alternatives',
      [...(leading === undefined ? [] : [leading]), ...others].flatMap((finding) => remediesOf(finding).slice(1)),
    ),
    identityHtml(one),
    targetsHtml(one),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

const otherCausesHtml = (others: readonly ReportedFinding[]): string =>
  list(
    others.length === 1 ? 'There is another cause, below' : 'There are other causes, below',
    others.map(
      ({ title, explains, rule }) =>
        `${html(title)} <small>${explains.targets} of ${count(explains.of, 'failing target')}; ${html(rule)}</small>`,
    ),
  );

function consoleHtml({ arn }: LoadBalancerDiagnosis): string {
  const link = consoleLink(arn);
  return link === undefined ? '' : `<p><a rel="noreferrer" href="${html(link.address)}">${html(link.text)}</a></p>`;
}

function unexplainedHtml(one: LoadBalancerDiagnosis): string {
  if (one.shape === null || (causesOf(one).length > 0 && one.unexplained === 0)) return '';
  const differences = one.differences.map(
    ({ what, failing, healthy }) => `${html(what)}: failing ${html(failing)}, healthy ${html(healthy)}`,
  );
  return `<h2>No rule explains ${count(one.unexplained, 'failing target')}</h2><p>${html(one.shape)}</p>${list('What failing targets have and healthy ones do not', differences)}`;
}

/** Rules that miss the same thing are told together: the grant is what matters. */
const unknownHtml = ({ unknown }: LoadBalancerDiagnosis): string =>
  list(
    'Could not be checked, and what would allow it',
    [...Map.groupBy(unknown, ({ grant }) => grant)].map(
      ([grant, rules]) => `${html(rules[0]?.missing ?? '')} (${rules.map(({ rule }) => html(rule)).join(', ')})<pre>${html(grant)}</pre>`,
    ),
  );

function identityHtml(one: LoadBalancerDiagnosis): string {
  const { arn, dnsName, region, cluster, service, gateway, joinedBy } = one;
  const rows: readonly (readonly [string, string | null])[] = [
    ['ARN', arn],
    ['DNS name', dnsName],
    ['Region', region],
    ['Cluster', cluster],
    ['Service', service && `${service.namespace}/${service.name}`],
    ['Gateway', gateway && `${gateway.namespace}/${gateway.name}`],
    ['Scheme', schemeWords(one)],
    ['Service found by', joinedBy],
  ];
  return `<h2>Load balancer</h2>${table(rows.flatMap(([key, value]) => (value === null ? [] : [[key, html(value)]])))}`;
}

const targetsHtml = ({ targetGroups }: LoadBalancerDiagnosis): string =>
  targetGroups.length === 0
    ? ''
    : `<h2>Targets</h2>${table(
        targetGroups.map((group) => [
          html(group.name),
          html(`${group.protocol ?? '?'} ${group.port ?? '?'}`),
          html(countsOf(group)),
          group.expected === null ? '' : `${group.expected} should be healthy`,
        ]),
      )}`;

function clusterHtml(cluster: ClusterDiagnosis, introduced: ReturnType<typeof introductions>): string {
  const { name, region, findings, reachable, error } = cluster;
  const blind = reachable === false ? `<p>Could not be read: ${html(error ?? 'no reason is known')}</p>` : '';
  const told = findings.map((finding: ReportedFinding) => findingHtml(`Finding (${finding.severity})`, finding)).join('\n');
  return `<h1>Cluster ${html(name)} (${html(region)})</h1>${blind}${contextHtml(introduced.get(cluster))}${told}`;
}

function coverageHtml({ takenAt, coverage }: Diagnosis): string {
  const seen = `${count(coverage.loadBalancers, 'network load balancer')}, ${count(coverage.targetGroups, 'target group')}`;
  const gaps = coverage.notRead.map((gap) => html(`${notReadWords(gap)}: ${gap.error}`));
  return `<p><small>Seen at ${html(takenAt)}: ${seen}.</small></p>${list('Not read', gaps)}`;
}
