/** Writes the manifests that let the monitor read a cluster, from the kinds the collector reads: `node infra/kubernetes/write.ts`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logsManifest, rbacManifest } from '../../lambda/collect/grants.ts';
import { readsOfAllRules } from '../../lambda/diagnose/rules/index.ts';
import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';

/** The kinds that rules need. */
const wanted = readsOfAllRules.filter((read): read is Resource => Object.hasOwn(resources, read));

const head =
  "# Generated from the rules by infra/kubernetes/write.ts. Lists and reads; no Secrets, no exec, no watch; of ConfigMaps only Cilium's.\n";

const logs = `# Only where \`readLogs\` is set: the last lines of the logs of Cilium and of the AWS Load Balancer Controller.
# Change the namespace where they do not run in kube-system.
${logsManifest}`;

const kustomization = (file: string) => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ${file}\n`;

/** Contents by path below this folder. */
export const manifests: Readonly<Record<string, string>> = {
  'base/rbac.yaml': `${head}${rbacManifest(wanted)}`,
  'base/kustomization.yaml': kustomization('rbac.yaml'),
  'logs/rbac.yaml': logs,
  'logs/kustomization.yaml': kustomization('rbac.yaml'),
};

if (import.meta.main) {
  const stale = Object.entries(manifests).filter(([path, text]) => current(path) !== text);
  if (process.argv.includes('--check')) {
    for (const [path] of stale)
      process.stderr.write(`infra/kubernetes/${path} is not what the rules need: run node infra/kubernetes/write.ts\n`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else for (const [path, text] of stale) writeFileSync(join(import.meta.dirname, path), text);
}

function current(path: string): string | undefined {
  try {
    return readFileSync(join(import.meta.dirname, path), 'utf8');
  } catch {
    return undefined;
  }
}
