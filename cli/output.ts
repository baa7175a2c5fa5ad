/** The options every command that diagnoses has, and what they do: where the answer goes, and when it counts as bad. */

import type { Diagnosis, LoadBalancerDiagnosis } from '../lambda/diagnose/diagnosis.ts';
import type { Severity } from '../lambda/diagnose/finding.ts';
import { isBlind } from '../lambda/report/cannotTell.ts';
import { type Format, type ReportOptions, render, formats as reports } from '../lambda/report/report.ts';
import { type ExitStatus, flag, type Given, type Options, text } from './command.ts';
import { version } from './help.ts';
import { writeToFile } from './outlet.ts';

/** `slack`: one message a line, as JSON for a webhook. */
const formats = [...reports, 'slack'] as const;

const thresholds = ['critical', 'warning', 'info', 'never'] as const;
type Threshold = (typeof thresholds)[number];

export const outputOptions: Options = {
  output: {
    type: 'string',
    short: 'o',
    value: 'FORMAT',
    default: 'text',
    choices: formats,
    help: 'how to print the diagnosis (default text)',
  },
  'output-file': { type: 'string', value: 'FILE', help: 'write the diagnosis there instead of standard output' },
  'fail-on': {
    type: 'string',
    value: 'SEVERITY',
    default: 'warning',
    choices: thresholds,
    help: 'exit with 1 at findings of this severity or worse (default warning)',
  },
  verbose: { type: 'boolean', short: 'v', help: 'every target, every rule that was ruled out' },
};

/** Prints the diagnosis as asked, and says how bad it is. */
export async function answer(diagnosis: Diagnosis, { values, console }: Given): Promise<ExitStatus> {
  const file = text(values, 'output-file');
  const rendered = await inForm(text(values, 'output') as Format | 'slack', diagnosis, {
    colour: file === undefined && console.hasColour,
    verbose: flag(values, 'verbose'),
    columns: file === undefined && console.isTerminal ? console.columns : 80,
    version: version(),
  });
  if (file === undefined) console.print(rendered);
  else writeToFile('--output-file', file, rendered);
  if (console.stopped.aborted) console.tell('interrupted: the report holds what had been read by then\n');
  return statusOf(diagnosis, text(values, 'fail-on') as Threshold);
}

async function inForm(form: Format | 'slack', diagnosis: Diagnosis, options: ReportOptions): Promise<string> {
  if (form !== 'slack') return render(form, diagnosis, options);
  const { slackReport } = await import('../lambda/notify/slack/report.ts');
  return slackReport(diagnosis)
    .map((message) => `${JSON.stringify(message)}\n`)
    .join('');
}

const rank: Readonly<Record<Threshold, number>> = { critical: 0, warning: 1, info: 2, never: -1 };

/** Blindness is never 0, and stands above every finding: what was not read may be worse. */
export function statusOf(diagnosis: Diagnosis, failOn: Threshold): ExitStatus {
  if (isBlind(diagnosis)) return 3;
  const severities = [
    ...diagnosis.loadBalancers.flatMap(severitiesOf),
    ...diagnosis.clusters.flatMap(({ findings }) => findings.map(({ severity }) => severity)),
  ];
  if (severities.some((severity) => rank[severity] <= rank[failOn])) return 1;
  const isUnknown = failOn !== 'never' && diagnosis.loadBalancers.some(({ status }) => status === 'unknown');
  return isUnknown ? 3 : 0;
}

/** Targets that fail for no known reason count as well: silence is not health. */
function severitiesOf({ status, unexplained, findings }: LoadBalancerDiagnosis): readonly Severity[] {
  const unsolved: readonly Severity[] = unexplained === 0 ? [] : status === 'down' ? ['critical'] : ['warning'];
  return [...findings.map(({ severity }) => severity), ...unsolved];
}
