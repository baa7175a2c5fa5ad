/** `nlb-doctor silence`: what nobody wants to be told of for a while, by whom, and why. */

import { randomBytes } from 'node:crypto';
import { isOpen } from '../../lambda/incidents/lifecycle/incident.ts';
import { type Matchers, matches, maxSilenceSeconds, type Silence, silenceErrors } from '../../lambda/incidents/lifecycle/silence.ts';
import { singleLine } from '../../lambda/report/escape.ts';
import { plusSeconds } from '../../lambda/text/time.ts';
import { type Command, type ExitStatus, flag, text, UsageError, type Values } from '../command.ts';
import { knownIn, refuseUnknownNames } from '../known.ts';
import { authorOf, decide, memoryFlags, memoryOptions, recall, storeOf } from '../memory.ts';
import { ruleNamed } from '../ruleNamed.ts';
import { lengthOf, timeOf } from '../time.ts';

const checks = ['target-health', 'scheme', 'reading'] as const;

export const silence: Command = {
  name: 'silence',
  summary: 'keep quiet about what matches, until a given time (seven days at most)',
  positionals: [],
  options: {
    'load-balancer': { type: 'string', value: 'NAME|ARN', help: 'this load balancer' },
    cluster: { type: 'string', value: 'NAME', help: 'load balancers of this cluster, and the cluster itself' },
    cause: { type: 'string', value: 'RULE', help: 'incidents with this cause, such as cilium/agents-not-restarted' },
    check: { type: 'string', value: 'CHECK', choices: checks, help: 'this kind of incident' },
    region: { type: 'string', value: 'REGION', help: 'this region' },
    account: { type: 'string', value: 'ID', help: 'this account' },
    for: { type: 'string', value: 'LENGTH', help: 'how long: 90s, 10m, 2h, 3d' },
    until: { type: 'string', value: 'TIME', help: 'until when, with its zone, such as 2030-01-31T18:00:00Z, instead of --for' },
    reason: { type: 'string', value: 'TEXT', help: 'why, for those who wonder (needed)' },
    author: { type: 'string', value: 'NAME', help: 'who asks for it (default: the user of this machine)' },
    unseen: { type: 'boolean', help: 'accept names of regions, clusters and load balancers that no check has seen yet' },
    'through-escalation': { type: 'boolean', help: 'stay quiet even if it gets worse than it is now' },
    ...memoryOptions,
  },
  run: async ({ values, console }): Promise<ExitStatus> => {
    const now = new Date().toISOString();
    const made = silenceOf(values, now);
    const wrong = silenceErrors(made);
    if (wrong.length > 0) throw new UsageError(`${wrong.join('; ')}.`);
    const store = await storeOf(values, console.environment);
    const { state } = await recall(store, now);
    if (!flag(values, 'unseen')) refuseUnknownNames(made.matchers, knownIn(state));
    const covered = [...state.incidents.values()].filter((incident) => isOpen(incident) && matches(made.matchers, incident));
    await decide(store, `silence ${made.id}`, made, Math.ceil(Date.parse(made.endsAt) / 1000) + maxSilenceSeconds);
    console.print(
      `silence ${made.id} until ${made.endsAt}; it covers ${covered.length} open ${covered.length === 1 ? 'incident' : 'incidents'} now\n`,
    );
    for (const { subject, incidentId } of covered.slice(0, 20)) console.print(`  ${incidentId}  ${singleLine(subject.name)}\n`);
    console.print(`End it before: nlb-doctor unsilence ${made.id}${memoryFlags(values)}\n`);
    return 0;
  },
};

function silenceOf(values: Values, now: string): Silence {
  return {
    kind: 'silence',
    id: `s-${randomBytes(4).toString('hex')}`,
    matchers: matchersOf(values),
    startsAt: now,
    endsAt: endOf(values, now),
    author: authorOf(values),
    reason: text(values, 'reason') ?? '',
    throughEscalation: flag(values, 'through-escalation'),
  };
}

const matchersOf = (values: Values): Matchers => ({
  account: text(values, 'account'),
  region: text(values, 'region'),
  cluster: text(values, 'cluster'),
  loadBalancer: text(values, 'load-balancer'),
  cause: text(values, 'cause') === undefined ? undefined : ruleNamed(text(values, 'cause') ?? '').id,
  check: text(values, 'check') as Matchers['check'],
});

function endOf(values: Values, now: string): string {
  const [length, until] = [text(values, 'for'), text(values, 'until')];
  if ((length === undefined) === (until === undefined))
    throw new UsageError('a silence needs an end: give --for or --until, and not both.');
  if (length !== undefined) return plusSeconds(now, lengthOf(length, 'for'));
  return timeOf(until ?? '', now, 'until');
}
