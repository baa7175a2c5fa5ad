/**
 * The table of how each command of the pages is run: as it is; against the lab instead of an account; in a form that changes no account; or not at
 * all, with the reason. A command without a row fails: whoever writes it into a page decides here how it is tested.
 */

import type { ShellCommand } from '../../docs/examples.ts';
import { fill } from './placeholders.ts';
import type { Environment } from './shell.ts';
import type { World } from './world.ts';

export type Plan =
  | {
      readonly how: 'run';
      readonly text: string;
      readonly environment: Environment;
      readonly expected: number;
      readonly notes: readonly string[];
      /** More than its placeholders is different from what the page says. */
      readonly isChanged: boolean;
      /** It is run again where a page has it again, because its result depends on what was run before. */
      readonly isRepeatable: boolean;
    }
  | { readonly how: 'not run' | 'fails'; readonly reason: string };

interface Row {
  readonly when: RegExp;
  readonly plan: (text: string, world: World) => Plan;
}

const notRun = (reason: string) => (): Plan => ({ how: 'not run', reason });

/** Needs no account. */
const asItIs =
  (expected = 0, isRepeatable = false) =>
  (text: string): Plan => ({ how: 'run', text, environment: {}, expected, notes: [], isChanged: false, isRepeatable });

/** Another command that shows the same without an account, or in less time. */
const instead =
  (change: (text: string) => string, note: string) =>
  (text: string): Plan => ({
    how: 'run',
    text: change(text),
    environment: {},
    expected: 0,
    notes: [note],
    isChanged: true,
    isRepeatable: false,
  });

/** The command itself; only its environment leads to the lab. */
const inLab =
  (expected: (text: string) => number = () => 0, change = (text: string) => text, note?: string) =>
  (text: string, { environment }: World): Plan => ({
    how: 'run',
    text: change(text),
    environment,
    expected: expected(text),
    notes: ['in the lab', ...(note === undefined ? [] : [note])],
    isChanged: change(text) !== text,
    isRepeatable: true,
  });

/** In the lab a load balancer is down and an incident is open: 1 is the status documented for that, unless `--fail-on never` is given. */
const foundSomething = (text: string): number => (/--fail-on[ =]never/.test(text) || /--help|-h\b/.test(text) ? 0 : 1);

const nlbDoctor = String.raw`^(?:\w+=\S+ )*(?:npx nlb-doctor|npm run (?:-s |--silent )?nlb-doctor --|nlb-doctor|node dist/nlb-doctor\.cjs)`;
const ours = (verbs: string): RegExp => new RegExp(`${nlbDoctor} (?:--?[\\w-]+(?:[ =]\\S+)? )*(?:${verbs})(?= |$)`);

/** The first row that fits decides. */
const rows: readonly Row[] = [
  // Getting the code.
  { when: /^git clone /, plan: instead(() => 'true', 'cloned already, from this repository') },
  { when: /^cd nlb-doctor$/, plan: instead(() => 'true', 'in the clone already') },
  { when: /^git pull/, plan: notRun('the clone is new') },
  { when: /^npm (?:ci|install)$/, plan: asItIs() },
  { when: /^npm install --global \.\/dist$/, plan: asItIs() },

  // The repository's own scripts.
  { when: /^npm (?:run )?test$/, plan: instead((text) => `${text} -- test/report`, 'one folder of the tests; CI runs all of them') },
  { when: /^npm run (?:bench|first-contact|lab:proof)\b/, plan: notRun('takes minutes, or is this script; a step of its own in CI') },
  { when: /^npm run demo\b.*--keep/, plan: instead((text) => text.replace(/ --keep\b/, ''), 'without --keep, which waits for ctrl-C') },
  { when: /^npm run synth -- --context/, plan: asItIs() },
  { when: /^npm run (?!nlb-doctor|-s |--silent )[\w:-]+(?: -- .*)?$/, plan: asItIs() },

  // The stack: the same context, synthesised.
  { when: /^npx cdk bootstrap\b/, plan: notRun('creates resources in an AWS account') },
  { when: /^npx cdk destroy\b/, plan: notRun('deletes the stack in an AWS account') },
  {
    when: /^npx cdk (?:deploy|diff)\b/,
    plan: instead((text) => text.replace(/cdk (?:deploy|diff)/, 'cdk synth --quiet'), 'synthesised with the same context'),
  },
  { when: /^npx cdk (?:synth|ls|--version)\b/, plan: asItIs() },

  // The command.
  { when: /HTTPS?_PROXY=|AWS_CA_BUNDLE=|NODE_EXTRA_CA_CERTS=/i, plan: notRun('there is no proxy and no such certificate here') },
  { when: /--profile /, plan: notRun('there is no AWS profile here') },
  { when: ours('demo'), plan: instead((text) => text.replace(/ --keep\b/, ''), 'without --keep, which waits for ctrl-C') },
  { when: new RegExp(`${nlbDoctor} .*--print-commands`), plan: inLab() },
  { when: ours('check|replay|incidents'), plan: inLab(foundSomething) },
  { when: ours('watch'), plan: inLab(foundSomething, (text) => `${text.replace(/ --once\b/, '')} --once`, 'one check of it') },
  { when: ours('capture|preflight|silence|unsilence|ack'), plan: inLab() },
  { when: new RegExp(nlbDoctor), plan: asItIs() },
  {
    when: /^source <\(nlb-doctor completion (?!bash)/,
    plan: instead((text) => text.replace(/^source <\((.*)\)$/, '$1'), 'printed: it is for another shell than this one'),
  },
  { when: /^source <\(nlb-doctor completion bash\)$/, plan: asItIs() },

  // AWS and Kubernetes.
  { when: /^aws (?:elbv2|ec2|sts) (?:describe|get)-/, plan: inLab() },
  { when: /^aws eks (?:describe-|list-|update-kubeconfig)/, plan: inLab() },
  { when: /^aws eks (?:create|update|delete|associate)-/, plan: notRun('writes to an AWS account') },
  { when: /^aws /, plan: notRun('the lab does not have this AWS service') },
  {
    when: /^kubectl (?:--context \S+ )?(?:apply|delete|diff) (?:--context \S+ )?-k /,
    plan: instead((text) => `kubectl kustomize ${/-k (\S+)/.exec(text)?.[1]}`, 'rendered, not sent to a cluster'),
  },
  { when: /^kubectl .*\bauth can-i\b/, plan: notRun('kubectl sends the access review as protobuf, which the lab does not understand') },
  { when: /^kubectl .*\brollout undo\b/, plan: notRun('undoes a restart that did not happen') },
  { when: /^kubectl /, plan: inLab() },

  // What every shell has.
  { when: /^(?:export|unset|mkdir|cat|echo|ls|true) /, plan: asItIs(0, true) },
];

export function planFor(command: ShellCommand, world: World): Plan {
  const row = rows.find(({ when }) => when.test(command.text));
  if (row === undefined) return { how: 'fails', reason: 'no row of test/firstContact/plan.ts says how this command is tested' };
  const plan = row.plan(command.text, world);
  if (plan.how !== 'run') return plan;
  const { text, filled, unknown } = fill(plan.text, world);
  if (unknown.length > 0) return { how: 'fails', reason: `test/firstContact/placeholders.ts has no value for ${unknown.join(', ')}` };
  return { ...plan, text, notes: filled.length === 0 ? plan.notes : [...plan.notes, `with ${filled.join(', ')}`] };
}
