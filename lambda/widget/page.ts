/** What the dashboard's widget shows: the latest diagnosis of everything that is not well, what is open and silenced, and how old it all is. */

import { statusRank } from '../diagnose/severity.ts';
import { count } from '../diagnose/vocabulary.ts';
import { type Incident, isOpen } from '../incidents/lifecycle/incident.ts';
import { isSilent } from '../incidents/lifecycle/silence.ts';
import type { Report, RunReport } from '../incidents/reports.ts';
import type { State } from '../incidents/state.ts';
import { clockTime, duration } from '../notify/words.ts';
import { html } from '../report/escape.ts';
import { loadBalancerHtml } from '../report/html.ts';
import { secondsBetween } from '../text/time.ts';

export interface Shown {
  readonly now: string;
  readonly run: RunReport | undefined;
  readonly reports: readonly Report[];
  readonly state: State;
}

/** Older than this, what is shown is not the present. Seconds. */
const stale = 900;

const style = `.nlb{font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}.nlb h1{font-size:1.15rem}.nlb h2{font-size:1rem;margin:1rem 0 .3rem}.nlb h3{font-size:.95rem;margin:.6rem 0 .2rem}
.nlb pre{overflow:auto;padding:.5rem;border:1px solid #8885;border-radius:4px;background:#8881}.nlb .down{color:#e03131}.nlb .degraded,.nlb .unknown{color:#b08000}.nlb .healthy{color:#2f9e44}
.nlb li{margin:.2rem 0}.nlb small{opacity:.75}.nlb a{color:inherit}.nlb td{padding:.1rem .8rem .1rem 0;text-align:left;vertical-align:top}.nlb section{border-top:1px solid #8885;margin-top:1rem}.nlb .note{border-left:4px solid #d13212;padding-left:.6rem}`;

/** HTML for a div of somebody else's page. @param dark CloudWatch's theme */
export function page({ now, run, reports, state }: Shown, dark: boolean): string {
  const unwell = reports.toSorted(
    (a, b) => statusRank(a.diagnosis.status) - statusRank(b.diagnosis.status) || (a.diagnosis.name < b.diagnosis.name ? -1 : 1),
  );
  const parts = [
    age(run, now),
    blind(state, now),
    ...unwell.map((report) => section(report, state, now)),
    unwell.length === 0 ? nothing(run) : '',
  ];
  return `<style>${style}</style><div class="nlb" style="color:${dark ? '#d1d5db' : '#16191f'}">${parts.filter((part) => part !== '').join('\n')}</div>`;
}

function age(run: RunReport | undefined, now: string): string {
  if (run === undefined) return '<p class="note">No check has been completed yet.</p>';
  const seconds = secondsBetween(run.finishedAt, now);
  const { loadBalancers, targetGroups, notRead } = run.coverage;
  const said = `${count(loadBalancers, 'load balancer')} and ${count(targetGroups, 'target group')}, checked ${html(clockTime(run.finishedAt))} (${duration(seconds)} ago)`;
  const gaps = notRead === 0 ? '' : `; ${count(notRead, 'thing')} could not be read`;
  return seconds > stale
    ? `<p class="note">The last check is ${duration(seconds)} old: what is shown is not the present. ${said}${gaps}</p>`
    : `<p>${said}${gaps}</p>`;
}

const nothing = (run: RunReport | undefined) => (run === undefined ? '' : '<p><strong class="healthy">Nothing to report.</strong></p>');

function blind({ incidents }: State, now: string): string {
  const scopes = [...incidents.values()].filter((incident) => isOpen(incident) && incident.subject.check === 'reading');
  const rows = scopes.map(
    ({ subject, openedAt }) =>
      `<li>${html(subject.cluster === null ? `region ${subject.region}` : `cluster ${subject.cluster}`)} since ${html(clockTime(openedAt ?? now))}</li>`,
  );
  return rows.length === 0 ? '' : `<div class="note"><strong>Cannot be read</strong><ul>${rows.join('')}</ul></div>`;
}

function section({ diagnosis, seenAt }: Report, { incidents, silences, acknowledgements }: State, now: string): string {
  const own = [...incidents.values()].filter((incident) => isOpen(incident) && incident.subject.loadBalancer === diagnosis.arn);
  const lines = own.map((incident) =>
    incidentLine(
      incident,
      {
        silent: isSilent(incident, silences, now),
        by: acknowledgements.find((one) => one.incidentId === incident.incidentId || one.incidentId === incident.alertGroup)?.author,
      },
      now,
    ),
  );
  return `<section>${loadBalancerHtml(diagnosis)}<p><small>${[...lines, `seen ${html(clockTime(seenAt))}`].join('; ')}</small></p></section>`;
}

function incidentLine(
  { incidentId, alertGroup, severity, openedAt }: Incident,
  { silent, by }: { readonly silent: boolean; readonly by: string | undefined },
  now: string,
): string {
  const since = `incident ${html(alertGroup ?? incidentId ?? '')}, ${html(severity)}, since ${html(clockTime(openedAt ?? now))}`;
  return `${since}${silent ? ', silenced' : ''}${by === undefined ? '' : `, acknowledged by ${html(by)}`}`;
}
