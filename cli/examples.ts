/** Examples of each command, as `--help` prints them: what somebody types who has the task named beside it. */

import type { commands } from './commands/index.ts';

export interface Example {
  readonly line: string;
  readonly does: string;
}

type CommandName = (typeof commands)[number]['name'];

const byCommand: Readonly<Record<CommandName, readonly Example[]>> = {
  check: [
    { line: 'nlb-doctor check --region eu-west-1', does: 'diagnose what is unhealthy in a region' },
    { line: 'nlb-doctor check --region eu-west-1 --cluster prod', does: 'only load balancers of one cluster' },
    { line: 'nlb-doctor check --region eu-west-1 --output sarif --output-file nlb.sarif', does: 'for code scanning in CI' },
  ],
  capture: [
    { line: 'nlb-doctor capture incident --region eu-west-1', does: 'write what can be read to the folder incident' },
    {
      line: 'nlb-doctor capture --region eu-west-1 --print-commands > capture.sh',
      does: 'the aws and kubectl commands that write the same',
    },
  ],
  replay: [
    { line: 'nlb-doctor replay incident', does: 'diagnose what capture wrote' },
    { line: "nlb-doctor replay incident --output json | jq '.loadBalancers[].status'", does: 'the diagnosis for a program' },
  ],
  watch: [
    { line: 'nlb-doctor watch --region eu-west-1 --state memory', does: 'a check each minute; each incident is reported once' },
    { line: 'nlb-doctor watch --region eu-west-1 --state memory --once', does: 'one check, for cron or a CronJob' },
  ],
  incidents: [
    { line: 'nlb-doctor incidents --state memory', does: 'incidents of nlb-doctor watch' },
    { line: 'nlb-doctor incidents --table nlb-doctor-memory --output json', does: 'incidents of the deployed monitor, for a program' },
  ],
  silence: [
    {
      line: 'nlb-doctor silence --state memory --cluster prod --for 2h --reason upgrade',
      does: 'no messages about a cluster for two hours',
    },
    {
      line: 'nlb-doctor silence --state memory --cause aws/stale-targets --until 2030-01-31T18:00:00Z --reason planned',
      does: 'no messages about one cause until then',
    },
  ],
  unsilence: [{ line: 'nlb-doctor unsilence s-1a2b3c4d --state memory', does: 'end a silence; incidents lists them' }],
  ack: [{ line: 'nlb-doctor ack i-abcdefghij --state memory --reason "draining the node"', does: 'no more reminders of one incident' }],
  demo: [
    { line: 'nlb-doctor demo', does: 'the incident of the README, diagnosed on loopback' },
    { line: 'nlb-doctor demo cilium/l7-proxy-off/cause', does: 'another world' },
    { line: 'nlb-doctor demo --watch', does: 'an incident from its beginning to its end' },
  ],
  preflight: [{ line: 'nlb-doctor preflight --region eu-west-1', does: 'is everything readable, and what grants the rest' }],
  explain: [
    { line: 'nlb-doctor explain agents-not-restarted', does: 'the page of a rule' },
    { line: 'nlb-doctor explain aws/stale-targets --output markdown', does: 'the same as Markdown' },
  ],
  rules: [{ line: 'nlb-doctor rules', does: 'all rules with their severity' }],
  completion: [
    { line: 'source <(nlb-doctor completion bash)', does: 'in this shell; in ~/.bashrc for every shell' },
    { line: 'source <(nlb-doctor completion zsh)', does: 'in ~/.zshrc, after compinit' },
    { line: 'nlb-doctor completion fish | source', does: 'in ~/.config/fish/config.fish' },
  ],
};

export const examplesOf = (command: string): readonly Example[] => Object.entries(byCommand).find(([name]) => name === command)?.[1] ?? [];
