/** Values as text of files, and the files of one part of a snapshot. */

import { dump } from 'js-yaml';
import type { ReadEntry } from './manifest.ts';
import type { Gap } from './snapshot.ts';

/** Files by path relative to the snapshot, and the lines of `snapshot.yaml` without which they would say too much. */
export interface Written {
  readonly files: ReadonlyMap<string, string>;
  readonly unreadable: readonly Gap[];
  readonly read: readonly ReadEntry[];
  readonly partial: readonly Gap[];
}

/** YAML 1.2 that older parsers read the same way: whatever could be taken for a number, a date or yes and no is quoted. */
export function yaml(value: unknown): string {
  return dump(value, { noRefs: true, lineWidth: -1, skipInvalid: true });
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
