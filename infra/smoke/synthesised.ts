/** The function as the stack would deploy it: its bundle, its memory and its settings, from a synthesis without an account. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readContext } from '../context.ts';
import { NlbDoctorStack } from '../stack.ts';

export interface Synthesised {
  /** Folder of the monitor's bundle. */
  readonly folder: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties?: {
          readonly Description?: string;
          readonly Code?: { readonly S3Key?: string };
          readonly MemorySize?: number;
          readonly Timeout?: number;
        };
      }
    >
  >;
}

/** @param outdir where the cloud assembly goes */
export function synthesise(outdir: string): Synthesised {
  const app = new App({ outdir });
  const stack = new NlbDoctorStack(app, 'NlbDoctor', readContext({}));
  app.synth();
  const template = JSON.parse(readFileSync(join(outdir, stack.templateFile), 'utf8')) as Template;
  const functions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  const monitor = functions.find(({ Properties }) => Properties?.Description?.includes('why targets'))?.Properties;
  const key = monitor?.Code?.S3Key?.replace(/\.zip$/, '');
  if (monitor === undefined || key === undefined) throw new Error('the stack has no function that looks like the monitor');
  return { folder: join(outdir, `asset.${key}`), memoryMegabytes: monitor.MemorySize ?? 0, timeoutSeconds: monitor.Timeout ?? 0 };
}
