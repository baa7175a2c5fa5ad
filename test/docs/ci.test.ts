/** The pipelines of docs/ci.md: readable, with the permissions they need, and with a script that does what the page says of each exit status. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { fencesOf } from '../../docs/examples.ts';

const root = resolve(import.meta.dirname, '../..');

interface WorkflowStep {
  readonly id?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly jobs: { readonly check: { readonly permissions: Readonly<Record<string, string>>; readonly steps: readonly WorkflowStep[] } };
}

interface Pipeline {
  readonly 'nlb-doctor': {
    readonly script: readonly string[];
    readonly allow_failure: { readonly exit_codes: number };
    readonly artifacts: { readonly when: string; readonly reports: { readonly junit: string } };
  };
}

const [workflow, pipeline] = fencesOf(root, 'docs/ci.md')
  .filter(({ language }) => language === 'yaml')
  .map(({ text }) => load(text)) as unknown as readonly [Workflow, Pipeline];

describe('the workflow of GitHub Actions', () => {
  const { permissions, steps } = workflow.jobs.check;
  const script = steps.find(({ id }) => id === 'doctor')?.run ?? '';
  const upload = steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@'));

  test('may assume a role and upload findings, and nothing else', () => {
    expect(permissions).toEqual({ 'id-token': 'write', contents: 'read', 'security-events': 'write', actions: 'read' });
    expect(upload?.with?.sarif_file).toBe('nlb-doctor.sarif');
  });

  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-ci-'));
    mkdirSync(join(folder, 'tool/dist'), { recursive: true });
    // In place of the built file: `capture` copies a recorded world, everything else is the command itself.
    writeFileSync(
      join(folder, 'tool/dist/nlb-doctor.cjs'),
      `const { cpSync } = require('node:fs');
      const { spawnSync } = require('node:child_process');
      const args = process.argv.slice(2);
      if (args[0] !== 'capture') process.exit(spawnSync(process.execPath, [${JSON.stringify(join(root, 'cli/main.ts'))}, ...args], { stdio: 'inherit' }).status);
      cpSync(process.env.WORLD, args[1], { recursive: true });`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const runIn = (name: string, world: string) => {
    const place = join(folder, name);
    mkdirSync(place);
    const [output, summary] = [join(place, 'output'), join(place, 'summary')];
    const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: place,
      encoding: 'utf8',
      env: {
        PATH: `${resolve(process.execPath, '..')}:${process.env.PATH}`,
        GITHUB_WORKSPACE: folder,
        RUNNER_TEMP: place,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        WORLD: world,
      },
    });
    const outcome = existsSync(output) ? readFileSync(output, 'utf8').trim() : '';
    return { status, stderr, outcome, place, summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '' };
  };

  test('with findings: status 1, all reports are written, and the findings are uploaded', () => {
    const { status, stderr, outcome, place, summary } = runIn('findings', join(root, 'scenarios/seed-incident'));
    expect([status, outcome, stderr]).toEqual([0, 'status=1', '']);
    expect(JSON.parse(readFileSync(join(place, 'nlb-doctor.sarif'), 'utf8')).runs[0].results.length).toBeGreaterThan(0);
    expect(readFileSync(join(place, 'nlb-doctor.xml'), 'utf8')).toContain('<failure');
    expect(summary).toContain('DOWN');
    expect(uploadsAt('1')).toBe(true);
    expect(failsAt('1')).toBe(false);
  });

  test('without findings: status 0, and what is repaired is uploaded too', () => {
    const { outcome } = runIn('none', join(root, 'scenarios/plain-service-local-policy'));
    expect(outcome).toBe('status=0');
    expect([uploadsAt('0'), failsAt('0')]).toEqual([true, false]);
  });

  test('where nothing could be read: nothing is uploaded, and the job fails', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const { status, outcome } = runIn('blind', empty);
    expect(status).toBe(0);
    expect(outcome).toMatch(/^status=[23]$/);
    expect([uploadsAt('2'), failsAt('2'), uploadsAt('3'), failsAt('3'), uploadsAt(''), failsAt('')]).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  /** The conditions are of two forms only, so that they can be judged here. */
  const uploadsAt = (status: string) => {
    const [, list = '[]'] = /^contains\(fromJSON\('(\[.*\])'\), steps\.doctor\.outputs\.status\)$/.exec(upload?.if ?? '') ?? [];
    return (JSON.parse(list) as readonly string[]).includes(status);
  };
  const failsAt = (status: string) => {
    const condition = steps.at(-1)?.if ?? '';
    expect(condition).toMatch(/^steps\.doctor\.outputs\.status != '\d'( && steps\.doctor\.outputs\.status != '\d')*$/);
    return [...condition.matchAll(/!= '(\d)'/g)].every(([, other]) => other !== status);
  };
});

test('the pipeline of GitLab publishes JUnit whatever the status is, and only findings may fail it without harm', () => {
  const { script, artifacts, allow_failure } = pipeline['nlb-doctor'];
  expect(artifacts).toEqual({ when: 'always', reports: { junit: 'nlb-doctor.xml' } });
  expect(allow_failure.exit_codes).toBe(1);
  expect(script.at(-1)).toContain('--output junit --output-file nlb-doctor.xml');
  for (const line of script) expect(() => execFileSync('sh', ['-n'], { input: line })).not.toThrow();
});
