/** Whatever is deleted from a valid snapshot, files or fields: nothing throws, nothing turns healthy, no cause becomes certain. */

import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dump, loadAll } from 'js-yaml';
import { writeWorld } from '../../lab/worlds/write.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { readSnapshot, SnapshotError } from '../../lambda/snapshot/read.ts';
import { joinTopology } from '../../lambda/topology/join.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-deletion-'));
const runs = Math.min(Number(process.env.NLB_DOCTOR_RUNS ?? 15), 400);
/** Half of them at a desk, all in CI. */
const names = [
  'seed-incident',
  'seed-incident-option-1',
  'security-group-one-port',
  'two-clusters-two-regions',
  'plain-service-local-policy',
  'aws/missing-targets/cause',
].filter((_, at) => runs > 50 || at % 2 === 0);

const scenarios = join(folder, 'worlds');
for (const name of names) writeWorld(name, join(scenarios, name));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesOf = (name: string) =>
  readdirSync(join(scenarios, name), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(json|yaml)$/.test(path) && path !== 'expected.yaml' && statSync(join(scenarios, name, path)).isFile())
    .toSorted();

const diagnosed = (path: string): Diagnosis => diagnose(joinTopology(readSnapshot(path)));

/** The scenario with one file replaced (or, where `text` is undefined, left out); the others are hard links. */
function variant(name: string, changed: string, text: string | undefined): string {
  const target = mkdtempSync(join(folder, 'case-'));
  for (const path of readdirSync(join(scenarios, name), { recursive: true, encoding: 'utf8' })) {
    if (path === changed || !statSync(join(scenarios, name, path)).isFile()) continue;
    mkdirSync(dirname(join(target, path)), { recursive: true });
    linkSync(join(scenarios, name, path), join(target, path));
  }
  mkdirSync(dirname(join(target, changed)), { recursive: true });
  if (text !== undefined) writeFileSync(join(target, changed), text);
  return target;
}

/** Every object of a document, so that one of its fields can be taken away. */
function objectsIn(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Record<string, unknown>;
  return [...(Object.keys(object).length > 0 ? [object] : []), ...Object.values(object).flatMap(objectsIn)];
}

/** Text of the file without the field that the two numbers choose, and what was taken. */
function withoutField(path: string, which: number, field: number): { readonly text: string; readonly taken: string } {
  const documents = loadAll(readFileSync(path, 'utf8'));
  const objects = documents.flatMap(objectsIn);
  const object = objects[which % objects.length] ?? {};
  const keys = Object.keys(object);
  const taken = keys[field % Math.max(keys.length, 1)] ?? '';
  delete object[taken];
  const text = path.endsWith('.json') ? JSON.stringify(documents[0]) : documents.map((one) => dump(one, { noRefs: true })).join('---\n');
  return { text, taken };
}

type Balancer = Diagnosis['loadBalancers'][number];
const certainCauses = ({ findings }: Balancer) =>
  findings.filter((one) => one.kind === 'cause' && one.confidence === 'certain').map(({ rule }) => rule);
/** What was certain before may become the explanation when a better one can no longer be read; it is not invented. */
const certainBefore = ({ findings }: Balancer) => findings.filter(({ confidence }) => confidence === 'certain').map(({ rule }) => rule);

function expectNoInvention(path: string, before: Diagnosis, what: string): void {
  let after: Diagnosis;
  try {
    after = diagnosed(path);
  } catch (error) {
    if (error instanceof SnapshotError) return;
    throw error;
  }
  for (const one of after.loadBalancers) {
    const was = before.loadBalancers.find(({ arn }) => arn === one.arn);
    if (was === undefined) continue;
    if (was.status !== 'healthy') expect({ what, name: one.name, status: one.status }).not.toMatchObject({ status: 'healthy' });
    expect({ what, name: one.name, invented: certainCauses(one).filter((rule) => !certainBefore(was).includes(rule)) }).toMatchObject({
      invented: [],
    });
  }
}

describe.each(names)('scenarios/%s', (name) => {
  const files = filesOf(name);
  const before = diagnosed(join(scenarios, name));

  test('without any one of its files', () => {
    for (const path of files) {
      const target = variant(name, path, undefined);
      expectNoInvention(target, before, path);
      rmSync(target, { recursive: true });
    }
  });

  test('without any field', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (file, which, field) => {
        const path = files[file % files.length] ?? '';
        const { text, taken } = withoutField(join(scenarios, name, path), which, field);
        const target = variant(name, path, text);
        expectNoInvention(target, before, `${path} without ${taken}`);
        rmSync(target, { recursive: true });
      }),
      { numRuns: runs },
    );
  });
});
