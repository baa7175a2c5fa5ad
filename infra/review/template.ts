/** The template of a stack as CloudFormation gets it, but for the hashes of the bundles, which change with every line of code. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { root } from '../bundle/options.ts';
import { type ContextInput, readContext } from '../context.ts';
import { NlbDoctorStack } from '../stack.ts';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface StackTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export function synthesiseTemplate(input: ContextInput): StackTemplate {
  const outdir = mkdtempSync(join(tmpdir(), 'nlb-doctor-review-'));
  try {
    // Without bundling: what the functions hold is in the SBOM, and does not change the template.
    const app = new App({ outdir, context: { ...contextOfCdkJson(), 'aws:cdk:bundling-stacks': [] } });
    const stack = new NlbDoctorStack(app, 'NlbDoctor', readContext(input));
    app.synth();
    return withoutHashes(readFileSync(join(outdir, stack.templateFile), 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function contextOfCdkJson(): Readonly<Record<string, unknown>> {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { readonly context: Readonly<Record<string, unknown>> };
  return context;
}

const withoutHashes = (template: string): StackTemplate =>
  JSON.parse(template.replaceAll(/"[0-9a-f]{64}\.zip"/g, '"SHA256-OF-THE-BUNDLE.zip"')) as StackTemplate;
