/** JSON and YAML to plain values, with errors that name file, line and column. */

import { CORE_SCHEMA, loadAll, YAMLException } from 'js-yaml';
import { plainText, SnapshotError, shownValue } from './error.ts';
import { jsonErrorPosition } from './jsonPosition.ts';
import { deepest, withinLimits } from './limits.ts';

/** One JSON document. @throws SnapshotError with line and column */
export function parseJson(text: string, file: string): unknown {
  return withinLimits(json(text, file), text.length, file);
}

/** The documents of a YAML file, empty ones left out; JSON is YAML too, and is parsed as what it is because that is faster. */
export function parseYaml(text: string, file: string): readonly unknown[] {
  if (text.startsWith('{')) {
    const whole = quickly(text);
    if (whole !== undefined) return [withinLimits(whole, text.length, file)];
  }
  return withinLimits(yaml(text, file), text.length, file).filter((document) => document !== null && document !== undefined);
}

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const name = plainText(file);
    if (text.trim() === '') throw new SnapshotError(`${name}: the file is empty, and JSON was expected`, { cause });
    const { line, column, found } = jsonErrorPosition(text);
    const what = found === undefined ? 'it ends too early' : `${shownValue(found)} is not expected here`;
    throw new SnapshotError(`${name}: line ${line}, column ${column}: this is not JSON: ${what}`, { cause });
  }
}

function quickly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The core schema leaves dates as text, as Kubernetes has them. Aliases are few in any honest file; kubectl prints none. */
function yaml(text: string, file: string): readonly unknown[] {
  try {
    return loadAll(text, { schema: CORE_SCHEMA, maxDepth: deepest, maxAliases: 10_000 });
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw new SnapshotError(`${plainText(file)}: this is not YAML that can be read`, { cause });
    const at = cause.mark === undefined ? '' : `line ${cause.mark.line + 1}, column ${cause.mark.column + 1}: `;
    throw new SnapshotError(`${plainText(file)}: ${at}this is not YAML that can be read: ${plainText(cause.reason)}`, { cause });
  }
}
