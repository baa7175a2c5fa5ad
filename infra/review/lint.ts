/**
 * `npm run lint:templates`: cfn-lint over the templates of the documented examples. Where cfn-lint is not installed it says so and changes nothing.
 * Exit status 1 for a finding that is not accepted here with a reason.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fencesOf } from '../../docs/examples.ts';
import { root } from '../bundle/options.ts';
import type { ContextInput } from '../context.ts';
import { reviewExamples } from './examples.ts';
import { synthesiseTemplate } from './template.ts';

interface Finding {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Filename: string;
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

const accepted: readonly { readonly rule: string; readonly where: RegExp }[] = [
  // The construct of the CDK lets every function wait for its role, which the reference to the role does anyway.
  { rule: 'W3005', where: /^Resources\/NlbDoctor(?:Monitor|Widget|Reader\w*)[0-9A-F]{8}\/DependsOn/ },
  // Newer than the schema of some versions of cfn-lint:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html
  { rule: 'E3002', where: /^Resources\/NlbDoctorDashboard[0-9A-F]{8}\/Properties\/Tags$/ },
];

const pathOf = ({ Location }: Finding): string => (Location.Path ?? []).join('/');
const isAccepted = (finding: Finding): boolean =>
  accepted.some(({ rule, where }) => rule === finding.Rule.Id && where.test(pathOf(finding)));

interface Example {
  readonly name: string;
  readonly context: ContextInput;
}

const examples = (): readonly Example[] => [
  ...reviewExamples().map(({ folder, context }) => ({ name: folder, context })),
  ...fencesOf(root, 'docs/getting-started.md')
    .filter(({ language }) => language === 'json')
    .map(({ line, text }) => ({ name: `getting-started-${line}`, context: JSON.parse(text) as ContextInput })),
];

/** @throws Error where cfn-lint did not lint */
function lint(templates: readonly Example[]): readonly Finding[] {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-cfn-lint-'));
  try {
    const files = templates.map(({ name, context }) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(synthesiseTemplate(context)));
      return file;
    });
    const { stdout, stderr } = spawnSync('cfn-lint', ['--format', 'json', '--', ...files], { encoding: 'utf8' });
    if (!stdout.trimStart().startsWith('[')) throw new Error(`cfn-lint did not lint the templates: ${stderr}${stdout}`);
    return JSON.parse(stdout) as readonly Finding[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const print = (text: string) => void process.stdout.write(`${text}\n`);

if (spawnSync('cfn-lint', ['--version']).status !== 0) {
  print('Left out: cfn-lint is not installed (pip install cfn-lint).');
} else {
  const templates = examples();
  const findings = lint(templates);
  const refused = findings.filter((finding) => !isAccepted(finding));
  for (const finding of refused) print(`${finding.Rule.Id} ${finding.Filename} ${pathOf(finding)}: ${finding.Message}`);
  print(`cfn-lint: ${templates.length} templates, ${refused.length} findings, ${findings.length - refused.length} accepted with a reason.`);
  process.exitCode = refused.length > 0 ? 1 : 0;
}
