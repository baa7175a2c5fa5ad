/**
 * `npm run first-contact`: a reader's first hour, without the reader. Clones HEAD into an empty folder, with an empty HOME and no AWS settings,
 * and runs every command of the pages in the order in which a reader meets them. `plan.ts` is the table of how each command is run.
 */

import { resolve } from 'node:path';
import { commandsOf, pagesInReadingOrder, type ShellCommand } from '../../docs/examples.ts';
import { type Plan, planFor } from './plan.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { type Outcome, openShell, type Shell } from './shell.ts';

type Verdict = 'ran' | 'held' | 'not run' | 'FAILED';

const root = resolve(import.meta.dirname, '../..');
const print = (text: string) => void process.stdout.write(`${text}\n`);
/** Lines of output that a failed command shows. */
const linesShown = 30;

const sandbox = await openSandbox(root);
try {
  print(`A clone of ${sandbox.revision} in an empty folder, with an empty HOME and no AWS settings.`);
  if (sandbox.isDirty) print('What is not committed is not part of it.');
  const verdicts = await walkPages(sandbox);
  const count = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length;
  print(
    `\n${verdicts.length} commands: ${count('ran')} ran as they are, ${count('held')} were run in another form, ${count('not run')} were not run, ${count('FAILED')} failed.`,
  );
  process.exitCode = count('FAILED') > 0 ? 1 : 0;
} finally {
  await sandbox.close();
}

/** A page is read in a shell of its own, which starts in the clone. */
async function walkPages({ clone, scratch, environment, lab }: Sandbox): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const seen = new Map<string, Outcome>();
  for (const page of pagesInReadingOrder(clone)) {
    const shell = openShell({ clone, scratch, environment });
    for (const command of commandsOf(clone, page)) verdicts.push(await walk(command, shell, seen, lab));
  }
  return verdicts;
}

async function walk(command: ShellCommand, shell: Shell, seen: Map<string, Outcome>, lab: Sandbox['lab']): Promise<Verdict> {
  const plan = planFor(command, await lab());
  if (plan.how !== 'run') return report(command, plan.how === 'fails' ? 'FAILED' : 'not run', plan.reason);
  const absent = await shell.absentProgram(plan.text);
  if (absent !== undefined) return report(command, 'not run', `${absent} is not installed here`);
  const before = plan.isRepeatable ? undefined : seen.get(plan.text);
  const outcome = before ?? (await shell.run(plan.text, plan.environment));
  seen.set(plan.text, outcome);
  return judge(command, plan, outcome, before !== undefined);
}

function judge(command: ShellCommand, plan: Extract<Plan, { how: 'run' }>, outcome: Outcome, isRepeated: boolean): Verdict {
  const expected = expectedStatus(command) ?? plan.expected;
  const time = isRepeated ? 'as before' : `${(outcome.milliseconds / 1000).toFixed(1)} s`;
  const notes = [...plan.notes, `exit status ${outcome.status}`, time];
  if (outcome.status === expected) return report(command, plan.isChanged ? 'held' : 'ran', notes.join('; '));
  const output = outcome.output.trimEnd().split('\n').slice(-linesShown);
  return report(
    command,
    'FAILED',
    [`${notes.join('; ')}; expected ${expected}`, `  $ ${plan.text}`, ...output.map((line) => `  | ${line}`)].join('\n'),
  );
}

/** `# exit status 3` beside the command in the page. */
function expectedStatus({ comment }: ShellCommand): number | undefined {
  const [, status] = /exit status (\d+)/.exec(comment) ?? [];
  return status === undefined ? undefined : Number(status);
}

function report({ page, line, text }: ShellCommand, verdict: Verdict, words: string): Verdict {
  const [first = ''] = text.split('\n');
  print(`${verdict.padEnd(8)}${page}:${line}  ${first}${first === text ? '' : ' …'}\n          ${words}`);
  return verdict;
}
