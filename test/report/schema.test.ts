/** JSON output format 1 is what its schema says, and the schema says something: every part taken away or bent is refused. */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readWorld, worldNames } from '../../lab/worlds/catalogue.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import { hops } from '../../lambda/diagnose/finding.ts';
import { jsonReport } from '../../lambda/report/json.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { fleet, seed } from './fixture.ts';

const root = resolve(import.meta.dirname, '../..');
const schema = JSON.parse(readFileSync(join(root, 'schema/diagnosis.v1.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
const errorsOf = (json: unknown) => (validate(json) ? [] : validate.errors);

type Path = readonly (string | number)[];

/** The path of every value in a JSON value, its own (empty) one first. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...below.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

/** A copy in which `change` was done to the holder of the last key of `path`. */
function changed(json: unknown, path: Path, change: (holder: Record<string | number, unknown>, key: string | number) => void): unknown {
  const copy = structuredClone(json);
  const holder = path.slice(0, -1).reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], copy);
  change(holder as Record<string | number, unknown>, path.at(-1) ?? '');
  return copy;
}

const whole: unknown = JSON.parse(jsonReport(fleet));
const paths = pathsOf(whole).filter(({ length }) => length > 0);

describe('the schema of JSON output format 1', () => {
  test.each([
    ['the seed incident', seed],
    ['a fleet', fleet],
    ['nothing found', { ...seed, loadBalancers: [], clusters: [] }],
  ])('holds for %s', (_, diagnosis) => {
    expect(errorsOf(JSON.parse(jsonReport(diagnosis)))).toEqual([]);
  });

  test('holds for the diagnosis of every world', () => {
    expect(worldNames.length).toBeGreaterThan(100);
    for (const name of worldNames) {
      const diagnosis = diagnose(joinTopology(readWorld(name)));
      expect([name, errorsOf(JSON.parse(jsonReport(diagnosis)))]).toEqual([name, []]);
    }
  });

  test('refuses an output from which any property is missing', () => {
    const properties = paths.filter((path) => typeof path.at(-1) === 'string');
    expect(properties.length).toBeGreaterThan(200);
    const accepted = properties.filter((path) => validate(changed(whole, path, (holder, key) => delete holder[key])));
    expect(accepted).toEqual([]);
  });

  test('refuses an output in which any value has another type', () => {
    const accepted = paths.filter((path) =>
      validate(
        changed(whole, path, (holder, key) => {
          holder[key] = typeof holder[key] === 'object' && holder[key] !== null ? 'text' : [{}];
        }),
      ),
    );
    expect(accepted).toEqual([]);
  });

  test.each([
    ['status', ['loadBalancers', 0, 'status']],
    ['severity', ['loadBalancers', 2, 'findings', 0, 'severity']],
    ['confidence', ['loadBalancers', 2, 'findings', 0, 'confidence']],
    ['rule', ['loadBalancers', 2, 'findings', 0, 'rule']],
    ['hop', ['loadBalancers', 2, 'path', 0, 'hop']],
    ['kind of step', ['loadBalancers', 2, 'findings', 0, 'remedies', 0, 'steps', 0, 'kind']],
    ['time', ['takenAt']],
    ['format', ['format']],
  ] as const)('refuses a %s nobody knows', (_, path) => {
    expect(
      validate(
        changed(whole, path, (holder, key) => {
          holder[key] = 'something else';
        }),
      ),
    ).toBe(false);
  });

  test('allows properties that a later release of format 1 adds', () => {
    expect(errorsOf({ ...(whole as object), added: 1 })).toEqual([]);
  });

  test('knows the hops the rules know', () => {
    expect(schema.$defs.hop.enum).toEqual(hops);
  });
});
