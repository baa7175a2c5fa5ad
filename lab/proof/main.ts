/** Proves the lab with programs of others; what is not installed is left out, and said so. Exit status 1 where a proof fails. */

import { join } from 'node:path';
import { awsCli } from './awsCli.ts';
import { eksToken, kubectl } from './kubectl.ts';
import { moto, motoPolicy } from './moto.ts';
import type { Proof } from './proof.ts';
import { present } from './tool.ts';

const scenario = join(import.meta.dirname, '../../scenarios/two-clusters-two-regions');
const proofs: readonly Proof[] = [awsCli(scenario), eksToken(scenario), kubectl(scenario), moto, motoPolicy];

async function outcome({ title, tools, run }: Proof): Promise<boolean> {
  const missing = tools.filter((tool) => !present(tool));
  if (missing.length > 0) {
    process.stdout.write(`left out  ${title}: ${missing.join(' and ')} not installed\n`);
    return true;
  }
  try {
    await run();
    process.stdout.write(`holds     ${title}\n`);
    return true;
  } catch (error) {
    process.stdout.write(`FAILS     ${title}: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}

for (const proof of proofs) if (!(await outcome(proof))) process.exitCode = 1;
