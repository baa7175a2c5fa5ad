/** Proves the lab with programs of others; what is not installed is left out, and said so. Exit status 1 where a proof fails. */

import { join } from 'node:path';
import { awsCli } from './awsCli.ts';
import { eksToken, kubectl } from './kubectl.ts';
import { moto, motoPolicy } from './moto.ts';
import { printedAws, printedKubectl } from './printed.ts';
import type { Proof } from './proof.ts';
import { remedy } from './remedies.ts';
import { present } from './tool.ts';

const scenarios = join(import.meta.dirname, '../../scenarios');
const scenario = join(scenarios, 'two-clusters-two-regions');

/** Scenarios whose recommended fix is commands without a blank to fill in, and which heal of them. `lab/README.md` lists the others, and why. */
const healing = [
  'seed-incident',
  'cilium/agents-not-restarted/cause',
  'cilium/agents-not-restarted/cause-partial-rollout',
  'cilium/envoy-config-missing/cause',
  'cilium/envoy-older-than-config/cause',
  'cilium/mixed-versions/cause',
  'cilium/node-config-override/cause',
  'kubernetes/node-not-ready/cause',
  'kubernetes/node-port-changed/cause',
  'kubernetes/node-port-not-allocated/cause',
  'kubernetes/nodes-excluded/cause',
  'aws/controller-not-running/cause',
  'aws/missing-targets/cause',
  'aws/security-group-blocks-health-check/cause',
  'aws/security-group-tag-ambiguous/cause',
  'aws/stale-targets/cause',
  'aws/target-group-without-listener/cause',
  'security-group-one-port',
];

const proofs: readonly Proof[] = [
  awsCli(scenario),
  eksToken(scenario),
  kubectl(scenario),
  moto,
  motoPolicy,
  printedKubectl,
  printedAws,
  ...healing.map((name) => remedy(name)),
];

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
