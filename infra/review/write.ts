/**
 * Writes docs/security-review: the template and the policies that the stack deploys, for those who review before they install.
 * `node infra/review/write.ts`; `--check` names what is not up to date and writes nothing.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../bundle/options.ts';
import { type ReviewExample, reviewExamples } from './examples.ts';
import { type RolePolicies, resourcePoliciesOf, rolesOf } from './policies.ts';
import { synthesiseTemplate } from './template.ts';

export const reviewFolder = 'docs/security-review';

/** The bills of materials in the same folder are written by infra/bundle/sbom.ts. */
const isOurs = (path: string) => !path.startsWith('sbom/');

/** Contents by path below the folder, with forward slashes. */
export function reviewFiles(): ReadonlyMap<string, string> {
  const examples = reviewExamples().map((example) => ({ example, template: synthesiseTemplate(example.context) }));
  const files = examples.flatMap(({ example: { folder }, template }) => [
    [`${folder}/template.json`, json(template)] as const,
    ...rolesOf(template).map((role) => [`${folder}/roles/${role.name}.json`, json(role)] as const),
    [`${folder}/resource-policies.json`, json(resourcePoliciesOf(template))] as const,
  ]);
  return new Map([['README.md', index(examples.map(({ example, template }) => ({ example, roles: rolesOf(template) })))], ...files]);
}

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

interface Reviewed {
  readonly example: ReviewExample;
  readonly roles: readonly RolePolicies[];
}

function index(reviewed: readonly Reviewed[]): string {
  return `# What a deployment creates

Generated from the code by \`npm run security-review\`; a test compares it with what the code synthesises. Nothing needs to be installed to read it.
Start with [SECURITY.md](../../SECURITY.md).

${reviewed.map(section).join('\n')}
## Notation

- \`\${AWS::Region}\`, \`\${AWS::AccountId}\`, \`\${AWS::Partition}\` are those of the stack; \`\${Name}\` and \`\${Name.Arn}\` are resources of the template.
- \`SHA256-OF-THE-BUNDLE.zip\` stands for the key of a bundle in the asset bucket: it is the only difference between these templates and what
  \`npx cdk synth --path-metadata false --asset-metadata false\` writes.
- Account ${'`111122223333`'}, names and ids are examples.

## In the clusters

The stack creates EKS access entries that name the Kubernetes group \`nlb-doctor-readers\` and no access policy. What that group may read is
[infra/kubernetes/base/rbac.yaml](../../infra/kubernetes/base/rbac.yaml); only where \`readLogs\` is set, also
[infra/kubernetes/logs/rbac.yaml](../../infra/kubernetes/logs/rbac.yaml).
`;
}

function section({ example: { folder, title, context }, roles }: Reviewed): string {
  const rows = roles.map(
    ({ name, description, trustPolicy }) =>
      `| [${name}](${folder}/roles/${name}.json) | ${description} | ${trustedBy(trustPolicy).join(', ')} |`,
  );
  return `## ${title}

Settings:

\`\`\`json
${JSON.stringify(context, undefined, 2)}
\`\`\`

- [template.json](${folder}/template.json): the CloudFormation template
- [resource-policies.json](${folder}/resource-policies.json): the policies of key, topics, queue and functions

| role | purpose | may be assumed by |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function trustedBy(trustPolicy: unknown): readonly string[] {
  const { Statement } = trustPolicy as { readonly Statement: readonly { readonly Principal: Readonly<Record<string, string>> }[] };
  return Statement.flatMap(({ Principal }) => Object.values(Principal).map((principal) => `\`${principal}\``));
}

/** Paths that differ from what the code synthesises: changed, missing, or left over. */
export function staleReviewFiles(files = reviewFiles()): readonly string[] {
  const leftOver = existing().filter((path) => !files.has(path));
  const changed = [...files].filter(([path, text]) => current(path) !== text).map(([path]) => path);
  return [...changed, ...leftOver];
}

function existing(): readonly string[] {
  const entries = readdirSync(join(root, reviewFolder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(root, reviewFolder).length + 1)
        .replaceAll('\\', '/'),
    )
    .filter(isOurs);
}

function current(path: string): string | undefined {
  try {
    return readFileSync(join(root, reviewFolder, path), 'utf8');
  } catch {
    return undefined;
  }
}

function write(): void {
  const files = reviewFiles();
  mkdirSync(join(root, reviewFolder), { recursive: true });
  for (const path of existing().filter((path) => !files.has(path))) rmSync(join(root, reviewFolder, path));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, reviewFolder, path)), { recursive: true });
    writeFileSync(join(root, reviewFolder, path), text);
  }
}

if (import.meta.main) {
  if (!process.argv.includes('--check')) write();
  else {
    const stale = staleReviewFiles();
    if (stale.length > 0) {
      process.stderr.write(`${reviewFolder} is not what the stack deploys (${stale.join(', ')}): run npm run security-review\n`);
      process.exitCode = 1;
    }
  }
}
