/** Writes scenarios/<area>/<rule>/ from the recipes; `--check` says what is not up to date and writes nothing. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { writeSnapshot } from '../../lambda/snapshot/write.ts';
import { recipes } from './index.ts';
import type { Scenario } from './recipe.ts';

const root = join(import.meta.dirname, '../../scenarios');
const areas = ['cilium', 'kubernetes', 'gateway', 'aws'];

function writeAll(folder: string): void {
  for (const area of areas) rmSync(join(folder, area), { recursive: true, force: true });
  for (const recipe of recipes)
    for (const [name, scenario] of Object.entries(recipe.scenarios)) write(join(folder, recipe.rule, name), scenario);
}

function write(folder: string, scenario: Scenario): void {
  const world = scenario.world();
  mkdirSync(folder, { recursive: true });
  writeSnapshot(world, folder);
  const balancers = world.regions.flatMap(({ loadBalancers }) => loadBalancers).filter(({ Type }) => Type === 'network');
  const loadBalancers = Object.fromEntries(
    balancers.map(({ LoadBalancerName: name }) => [name, scenario.loadBalancers?.[name] ?? scenario.expected]),
  );
  const clusters = scenario.cluster && Object.fromEntries(world.clusters.map(({ name }) => [name, scenario.cluster]));
  const expected = { source: scenario.source, why: scenario.why, loadBalancers, ...(clusters && { clusters }) };
  writeFileSync(join(folder, 'expected.yaml'), dump(expected, { lineWidth: 140, noRefs: true }));
}

const filesBelow = (folder: string): readonly string[] =>
  areas.flatMap((area) =>
    existsSync(join(folder, area))
      ? readdirSync(join(folder, area), { recursive: true, encoding: 'utf8' })
          .map((path) => join(area, path))
          .filter((path) => statSync(join(folder, path)).isFile())
      : [],
  );

/** Paths that differ between the folders: changed, missing, or left over. */
function differences(made: string): readonly string[] {
  const [wanted, there] = [filesBelow(made), new Set(filesBelow(root))];
  const changed = wanted.filter((path) => !there.has(path) || !readFileSync(join(made, path)).equals(readFileSync(join(root, path))));
  return [...changed, ...[...there].filter((path) => !wanted.includes(path))];
}

function check(): void {
  const made = mkdtempSync(join(tmpdir(), 'nlb-doctor-scenarios-'));
  writeAll(made);
  const stale = differences(made);
  rmSync(made, { recursive: true, force: true });
  if (stale.length === 0) return;
  console.error(
    `scenarios are not what the recipes make (${stale.slice(0, 5).join(', ')}${stale.length > 5 ? ` and ${stale.length - 5} more` : ''}): run npm run scenarios`,
  );
  process.exitCode = 1;
}

if (process.argv.includes('--check')) check();
else writeAll(root);
