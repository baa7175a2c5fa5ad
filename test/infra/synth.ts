/** The stack as a template, without bundling: what the functions hold is another test's matter. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { type ContextInput, readContext } from '../../infra/context.ts';
import { NlbDoctor } from '../../infra/nlbDoctor.ts';
import { NlbDoctorStack } from '../../infra/stack.ts';

const unbundled = { context: { 'aws:cdk:bundling-stacks': [] } };

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export const stackOf = (input: ContextInput = {}): NlbDoctorStack =>
  new NlbDoctorStack(new App(unbundled), 'NlbDoctor', readContext(input));
export const templateOf = (input: ContextInput = {}): Template => Template.fromStack(stackOf(input));

export const resourcesOf = (template: Template, type: string): readonly (readonly [id: string, resource: Resource])[] =>
  Object.entries(template.findResources(type) as Record<string, Resource>);

/** Synthesises the stack as the app does, cdk-nag included. @throws Error with what the settings or cdk-nag complain about */
export function validateStack(input: unknown): void {
  const outdir = mkdtempSync(join(tmpdir(), 'nlb-doctor-valid-'));
  const written: string[] = [];
  const { write } = process.stderr;
  try {
    process.stderr.write = ((text: string) => written.push(text) > 0) as typeof write;
    const app = new App({ ...unbundled, outdir });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    new NlbDoctorStack(app, 'NlbDoctor', readContext(input));
    app.synth();
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : cause}\n${written.join('')}`, { cause });
  } finally {
    process.stderr.write = write;
    rmSync(outdir, { recursive: true, force: true });
  }
}

export interface Finding {
  readonly path: string;
  readonly id: string;
}

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations?: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
}

/** What cdk-nag says of the construct where nothing is acknowledged, as `acknowledged.ts` names it. */
export function findingsOf(input: ContextInput): readonly Finding[] {
  const outdir = mkdtempSync(join(tmpdir(), 'nlb-doctor-nag-'));
  const silent = process.stderr.write;
  try {
    process.stderr.write = (() => true) as typeof process.stderr.write;
    const app = new App({ ...unbundled, outdir });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    new NlbDoctor(new Stack(app, 'NlbDoctor'), 'NlbDoctor', readContext(input));
    expectFailure(() => app.synth());
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
    return pluginReports.flatMap(({ pluginName, violations = [] }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => ({
          path: constructPath.replace(/^NlbDoctor\//, '').replace(/\/Resource$/, ''),
          id: `${pluginName}::${ruleName}`,
        })),
      ),
    );
  } finally {
    process.stderr.write = silent;
    rmSync(outdir, { recursive: true, force: true });
  }
}

function expectFailure(act: () => unknown): void {
  try {
    act();
  } catch {
    return;
  }
  throw new Error('cdk-nag found nothing at all, which cannot be: is it at work?');
}
