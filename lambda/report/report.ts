/** A diagnosis in every form it can take. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { htmlReport } from './html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { type SarifOptions, sarifReport } from './sarif.ts';
import { type TextOptions, textReport } from './text.ts';

export interface ReportOptions extends TextOptions, SarifOptions {}

const renderers = {
  text: textReport,
  markdown: markdownReport,
  json: jsonReport,
  sarif: sarifReport,
  junit: junitReport,
  html: htmlReport,
} satisfies Record<string, (diagnosis: Diagnosis, options: ReportOptions) => string>;

export type Format = keyof typeof renderers;
export const formats = Object.keys(renderers) as readonly Format[];

export const render = (format: Format, diagnosis: Diagnosis, options: ReportOptions): string => renderers[format](diagnosis, options);
