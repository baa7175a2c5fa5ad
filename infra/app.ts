/** The CDK app: one stack, settings from context `nlbDoctor` of cdk.json or of the command line. */

import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ContextError, readContext } from './context.ts';
import { NlbDoctorStack } from './stack.ts';

try {
  const app = new App();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  new NlbDoctorStack(app, 'NlbDoctor', readContext(parsed(app.node.tryGetContext('nlbDoctor'))));
  app.synth();
} catch (error) {
  if (!(error instanceof ContextError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

/** `--context nlbDoctor='{"regions": ["eu-west-1"]}'` arrives as text. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new ContextError('--context nlbDoctor=... is not JSON: write it as \'{"regions": ["eu-west-1"]}\'.', { cause });
  }
}
