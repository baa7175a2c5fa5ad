/** `demo --keep`: an environment for another shell, in files of its own, so that nothing of the person's own AWS and Kubernetes settings is used or changed. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from '../lab/lab.ts';
import { aws, eksAccess, kubectl, nlbDoctor } from '../lambda/text/commands.ts';
import { quote } from '../lambda/text/shell.ts';

export interface Kept {
  readonly instructions: string;
  readonly remove: () => void;
}

/** @throws Error where the lab lets nobody change it */
export function keep(lab: Lab): Kept {
  if (lab.operator === undefined) throw new Error('this lab lets nobody change it.');
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-lab-'));
  const [environment, kubeconfig] = [join(folder, 'environment'), join(folder, 'kubeconfig')];
  // Both name credentials of the lab: for the person alone, as those of real clusters.
  writeFileSync(kubeconfig, lab.operator.kubeconfig, { mode: 0o600 });
  writeFileSync(environment, scriptOf({ ...lab.operator.environment, KUBECONFIG: kubeconfig }), { mode: 0o600 });
  return { instructions: instructionsOf(lab, environment), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Variables that would lead the AWS CLI elsewhere, or to other credentials. */
const unset = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_SECURITY_TOKEN',
  'AWS_CA_BUNDLE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
];

/** For `.` of any POSIX shell. */
function scriptOf(environment: Readonly<Record<string, string>>): string {
  const exports = Object.entries(environment).map(([name, value]) => (value === '' ? `unset ${name}` : `export ${name}=${quote(value)}`));
  return `# The lab of nlb-doctor demo --keep. Read it into a shell with: . FILE
unset ${unset.join(' ')}
for name in $(env | sed -n 's/^\\(AWS_ENDPOINT_URL_[A-Z0-9_]*\\)=.*/\\1/p'); do unset "$name"; done
${exports.join('\n')}
`;
}

function instructionsOf({ clusters }: Lab, environment: string): string {
  const isShared = (name: string) => clusters.filter((one) => one.name === name).length > 1;
  const accesses = clusters.map((cluster) => eksAccess(cluster, isShared(cluster.name), {}));
  const byRegion = [...new Map(accesses.map((access) => [access.region, { access }])).values()];
  const look = [
    ...byRegion.map((place) => aws(place, 'elbv2 describe-load-balancers --output table')),
    ...accesses.flatMap((access) => [access.setup ?? '', kubectl({ access }, '-n kube-system get daemonsets,deployments,pods')]),
  ];
  return `
The lab runs until ctrl-C. In another shell, this makes aws and kubectl see the lab, and nothing of your own accounts and clusters:

. ${quote(environment)}

Look around:

${look.join('\n')}

Then run the recommended fix: where it is kubectl or aws commands, they succeed there, and the targets follow within seconds. What is left shows

${byRegion.map((place) => nlbDoctor(place, 'check')).join('\n')}

`;
}
