/** `nlb-doctor incidents`: what is open, since when, told where; and what is silenced or acknowledged. */

import { count } from '../../lambda/diagnose/vocabulary.ts';
import { type Incident, isOpen } from '../../lambda/incidents/lifecycle/incident.ts';
import { isActive, isSilent } from '../../lambda/incidents/lifecycle/silence.ts';
import { isAccepted } from '../../lambda/incidents/outbox/entry.ts';
import type { RunReport } from '../../lambda/incidents/reports.ts';
import type { State } from '../../lambda/incidents/state.ts';
import { severityRank } from '../../lambda/incidents/types.ts';
import { clockTime, duration } from '../../lambda/notify/words.ts';
import { json, singleLine } from '../../lambda/report/escape.ts';
import { secondsBetween } from '../../lambda/text/time.ts';
import { type Command, type ExitStatus, text, type Values } from '../command.ts';
import { lastRun, memoryFlags, memoryOptions, recall, storeOf } from '../memory.ts';

const outputs = ['text', 'json'] as const;

export const incidents: Command = {
  name: 'incidents',
  summary: 'list what is open, since when, and where it was told',
  positionals: [],
  options: {
    ...memoryOptions,
    output: { type: 'string', short: 'o', value: 'FORMAT', default: 'text', choices: outputs, help: 'how to print them (default text)' },
  },
  run: async ({ values, console }): Promise<ExitStatus> => {
    const now = new Date().toISOString();
    const store = await storeOf(values, console.environment);
    const [{ state, corrupt, newer }, run] = await Promise.all([recall(store, now), lastRun(store, now)]);
    const last = run === undefined ? undefined : lastCheckOf(run, now);
    const rows = openOf(state).map((incident) => rowOf(incident, state, now));
    const silences = state.silences.filter((one) => isActive(one, now));
    const acknowledgements = state.acknowledgements;
    if (corrupt.length > 0)
      console.tell(
        `${count(corrupt.length, 'item')} of the memory cannot be understood; the next run sets ${corrupt.length === 1 ? 'it' : 'them'} aside.\n`,
      );
    if (newer > 0) console.tell(`${count(newer, 'item was', 'items were')} written by a newer version: update this command.\n`);
    if (text(values, 'output') === 'json') console.print(json({ lastCheck: last ?? null, incidents: rows, silences, acknowledgements }));
    else
      console.print(
        `${[...headline(rows, last), ...rows.map(lineOf), ...silences.map(silenceLine), ...acknowledgements.map(acknowledgementLine), ...lastCheckLine(last), ...hints(rows, values)].join('\n')}\n`,
      );
    if (rows.length > 0) return 1;
    // Nothing open is health only where a check has looked, and not long ago.
    return last === undefined || last.isOld ? 3 : 0;
  },
};

interface LastCheck {
  /** RFC 3339. */
  readonly at: string;
  readonly secondsAgo: number;
  /** So long ago that the checks seem to have stopped. */
  readonly isOld: boolean;
  readonly loadBalancers: number;
  readonly notRead: number;
}

/** Seconds. Checks come each minute where nothing else is set. */
const minOldSeconds = 600;
/** Of the time between the last two checks. */
const oldIntervals = 3;

function lastCheckOf({ finishedAt, previousAt, coverage }: RunReport, now: string): LastCheck {
  const secondsAgo = Math.round(secondsBetween(finishedAt, now));
  const interval = typeof previousAt === 'string' ? secondsBetween(previousAt, finishedAt) : 0;
  const isOld = secondsAgo > Math.max(minOldSeconds, oldIntervals * interval);
  return { at: finishedAt, secondsAgo, isOld, loadBalancers: coverage.loadBalancers, notRead: coverage.notRead };
}

const agoOf = ({ at, secondsAgo }: LastCheck): string => `${duration(secondsAgo)} ago, at ${clockTime(at)}`;

function headline(rows: readonly Row[], last: LastCheck | undefined): readonly string[] {
  if (last === undefined) return ['CANNOT TELL: no check was completed yet.'];
  const old = last.isOld
    ? [`OUT OF DATE: the last check was ${agoOf(last)}. Does nlb-doctor watch, or the deployed monitor, still run?`]
    : [];
  return [...old, ...(rows.length === 0 ? [last.isOld ? 'No incident was open then.' : 'No incident is open.'] : [])];
}

const lastCheckLine = (last: LastCheck | undefined): readonly string[] =>
  last === undefined ? [] : [`Last check: ${agoOf(last)}; ${count(last.loadBalancers, 'load balancer')}, ${count(last.notRead, 'gap')}.`];

/** To be pasted as they are. */
function hints([first]: readonly Row[], values: Values): readonly string[] {
  if (first === undefined || first.incident === '') return [];
  return [`No more reminders of the first: nlb-doctor ack ${singleLine(first.incident)}${memoryFlags(values)}`];
}

const openOf = ({ incidents }: State): readonly Incident[] =>
  [...incidents.values()]
    .filter(isOpen)
    .toSorted((a, b) => severityRank[b.severity] - severityRank[a.severity] || (`${a.openedAt}` < `${b.openedAt}` ? -1 : 1));

interface Row {
  readonly incident: string;
  readonly severity: string;
  readonly check: string;
  readonly name: string;
  readonly region: string;
  readonly cluster: string | null;
  readonly cause: string | null;
  readonly since: string;
  readonly seconds: number;
  readonly phase: string;
  /** Sinks that have accepted the latest message. */
  readonly told: readonly string[];
  readonly waiting: readonly { readonly sink: string; readonly reason: string | null }[];
  readonly silent: boolean;
}

function rowOf(incident: Incident, { entries, silences }: State, now: string): Row {
  const { subject, incidentId, severity, openedAt, phase, cause, alertGroup } = incident;
  const last = [...entries.values()].filter((entry) => entry.alertGroup === alertGroup).toSorted((a, b) => b.sequence - a.sequence)[0];
  const deliveries = Object.entries(last?.deliveries ?? {});
  return {
    incident: alertGroup ?? incidentId ?? '',
    severity,
    check: subject.check,
    name: subject.name,
    region: subject.region,
    cluster: subject.cluster,
    cause: cause?.rule ?? null,
    since: openedAt ?? now,
    seconds: Math.round(secondsBetween(openedAt ?? now, now)),
    phase,
    told: deliveries.filter(([, delivery]) => isAccepted(delivery)).map(([sink]) => sink),
    waiting: deliveries.filter(([, delivery]) => !isAccepted(delivery)).map(([sink, { reason }]) => ({ sink, reason })),
    silent: isSilent(incident, silences, now),
  };
}

function lineOf({ incident, severity, name, region, cluster, cause, since, seconds, told, waiting, silent, check, phase }: Row): string {
  const where = [cluster, region].filter((one) => one !== null).join(', ');
  const tellings = [
    told.length === 0 ? 'not told yet' : `told on ${told.join(', ')}`,
    ...waiting.map(({ sink, reason }) => `waits for ${sink}${reason === null ? '' : ` (${reason})`}`),
    ...(silent ? ['silenced'] : []),
  ];
  return [
    `${singleLine(incident)}  ${severity.padEnd(8)}  ${singleLine(`${name} (${where})`)}`,
    singleLine(
      `${check}: ${cause ?? 'no rule explains it'}; since ${clockTime(since)}, ${duration(seconds)}${phase === 'recovering' ? '; recovering' : ''}; ${tellings.join('; ')}`,
    ),
  ].join('\n    ');
}

const silenceLine = ({ id, matchers, endsAt, author, reason }: State['silences'][number]) =>
  singleLine(
    `silence ${id} until ${endsAt} by ${author}: ${reason} [${Object.entries(matchers)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ')}]`,
  );

const acknowledgementLine = ({ incidentId, author, mode, reason }: State['acknowledgements'][number]) =>
  singleLine(`acknowledged ${incidentId} by ${author}${mode === 'sticky' ? ' until resolved' : ''}${reason === '' ? '' : `: ${reason}`}`);
