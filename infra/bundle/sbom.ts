/**
 * Writes a CycloneDX bill of materials for each bundle, from what esbuild really put into it and the lock file.
 * `npm run sbom`; `--check` names what is not up to date and writes nothing.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ComponentType, ExternalReferenceType, HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums';
import {
  Bom,
  Component,
  ExternalReference,
  type License,
  LicenseExpression,
  NamedLicense,
  SpdxLicense,
} from '@cyclonedx/cyclonedx-library/Models';
import { JSON as JsonForm, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import { isSupportedSpdxId } from '@cyclonedx/cyclonedx-library/SPDX';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { PackageURL } from 'packageurl-js';
import { commandBuild } from './command.ts';
import { ec2Build, functionBuild, root } from './options.ts';

export const sbomFolder = 'docs/security-review/sbom';

interface Deliverable {
  readonly name: string;
  readonly description: string;
  readonly builds: readonly BuildOptions[];
}

/** What is shipped: a bundle each, the monitor with the EC2 client beside it. */
export const deliverables: readonly Deliverable[] = [
  { name: 'command', description: 'The command nlb-doctor, one file', builds: [commandBuild] },
  { name: 'monitor', description: 'The function that checks', builds: [functionBuild('lambda/functions/monitor.ts'), ec2Build] },
  { name: 'reader', description: 'The function that reads clusters in another VPC', builds: [functionBuild('lambda/functions/reader.ts')] },
  { name: 'widget', description: 'The function behind the widget of the dashboard', builds: [functionBuild('lambda/functions/widget.ts')] },
];

/** Contents by path below the folder. */
export async function sbomFiles(): Promise<ReadonlyMap<string, string>> {
  const files = await Promise.all(
    deliverables.map(async (deliverable) => [`${deliverable.name}.cdx.json`, await sbomOf(deliverable)] as const),
  );
  return new Map(files);
}

async function sbomOf({ name, description, builds }: Deliverable): Promise<string> {
  const results = await Promise.all(builds.map((options) => build({ ...options, metafile: true, write: false, outdir: 'unwritten' })));
  return serialise(billOf(name, description, contentOf(results.map(({ metafile }) => metafile))));
}

/** Packages by their path in the lock file, each with the packages whose code it imports. */
export type Content = ReadonlyMap<string, ReadonlySet<string>>;

/** The project's own files count as the package with the empty path. Files of which nothing is left after tree shaking are not inside. */
export function contentOf(metafiles: readonly Metafile[]): Content {
  const content = new Map<string, Set<string>>([['', new Set()]]);
  for (const metafile of metafiles) {
    const inside = filesInside(metafile);
    for (const path of inside) {
      const from = packageOf(path);
      const needs = content.get(from) ?? new Set<string>();
      content.set(from, needs);
      for (const needed of filesNeeded(path, metafile, inside)) if (packageOf(needed) !== from) needs.add(packageOf(needed));
    }
  }
  return content;
}

function filesInside({ outputs }: Metafile): ReadonlySet<string> {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return new Set(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path));
}

/** An index file that only exports again leaves nothing in the bundle: what it leads to is needed all the same. */
function filesNeeded(path: string, { inputs }: Metafile, inside: ReadonlySet<string>): readonly string[] {
  const importsOf = (file: string) => (inputs[file]?.imports ?? []).map((imported) => imported.path);
  const reached = new Set(importsOf(path));
  for (const file of reached) if (!inside.has(file)) for (const next of importsOf(file)) reached.add(next);
  return [...reached].filter((file) => inside.has(file));
}

/** `node_modules/a/node_modules/@b/c/index.js` belongs to `node_modules/a/node_modules/@b/c`. */
const packageOf = (path: string): string => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? '';

interface LockedPackage {
  readonly name?: string;
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
}

const lockedPackages = (): Readonly<Record<string, LockedPackage>> =>
  (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { readonly packages: Readonly<Record<string, LockedPackage>> })
    .packages;

function billOf(name: string, description: string, content: Content): Bom {
  const locked = lockedPackages();
  const components = new Map(
    [...content.keys()].map((path) => [path, path === '' ? rootComponent(name, description, locked) : componentOf(path, locked)]),
  );
  for (const [path, imports] of content) {
    for (const imported of imports) {
      const [from, to] = [components.get(path), components.get(imported)];
      if (from !== undefined && to !== undefined) from.dependencies.add(to.bomRef);
    }
  }
  const bom = new Bom();
  for (const [path, component] of components) {
    if (path === '') bom.metadata.component = component;
    else bom.components.add(component);
  }
  return bom;
}

function rootComponent(name: string, description: string, locked: Readonly<Record<string, LockedPackage>>): Component {
  const { version, license } = lockedAt('', locked);
  const component = new Component(ComponentType.Application, `nlb-doctor-${name}`, { bomRef: name, version, description });
  if (license !== undefined) component.licenses.add(licenseOf(license));
  return component;
}

function componentOf(path: string, locked: Readonly<Record<string, LockedPackage>>): Component {
  const { name: alias, version, license, integrity } = lockedAt(path, locked);
  const fullName = alias ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const [scope, name = fullName] = fullName.startsWith('@') ? fullName.split('/') : [undefined, fullName];
  const purl = new PackageURL('npm', scope, name, version, undefined, undefined).toString();
  // The path tells apart a package that is there twice in one version.
  const component = new Component(ComponentType.Library, name, { bomRef: path, group: scope, version, purl });
  if (license !== undefined) component.licenses.add(licenseOf(license));
  component.externalReferences.add(archiveOf(fullName, name, version, integrity));
  return component;
}

function lockedAt(path: string, locked: Readonly<Record<string, LockedPackage>>): LockedPackage {
  const found = locked[path];
  if (found === undefined) throw new Error(`package-lock.json does not list ${path}, which is in a bundle: run npm ci, then npm run sbom.`);
  return found;
}

/** The hash of the lock file is that of the archive in the registry, not of the files in the bundle. */
function archiveOf(fullName: string, name: string, version: string, integrity: string | undefined): ExternalReference {
  const reference = new ExternalReference(
    `https://registry.npmjs.org/${fullName}/-/${name}-${version}.tgz`,
    ExternalReferenceType.Distribution,
  );
  const [algorithm, base64] = integrity?.split('-', 2) ?? [];
  if (algorithm === 'sha512' && base64 !== undefined)
    reference.hashes.set(HashAlgorithm['SHA-512'], Buffer.from(base64, 'base64').toString('hex'));
  return reference;
}

function licenseOf(text: string): License {
  if (isSupportedSpdxId(text)) return new SpdxLicense(text);
  return /\b(?:AND|OR|WITH)\b/.test(text) ? new LicenseExpression(text) : new NamedLicense(text);
}

/** No time and no random number: the serial number is derived from the content, so that the same bundle has the same bill. */
function serialise(bom: Bom): string {
  const serializer = new JsonSerializer(new JsonForm.Normalize.Factory(Spec1dot6));
  const options = { sortLists: true, space: 2 } as const;
  bom.serialNumber = serialNumberOf(serializer.serialize(bom, options));
  return `${serializer.serialize(bom, options)}\n`;
}

/** A UUID of version 8 (RFC 9562, section 5.8): the form is fixed, the content is ours. */
function serialNumberOf(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function staleSboms(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].filter(([path, text]) => current(path) !== text).map(([path]) => path);
}

function current(path: string): string | undefined {
  try {
    return readFileSync(join(root, sbomFolder, path), 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const files = await sbomFiles();
  if (process.argv.includes('--check')) {
    const stale = staleSboms(files);
    if (stale.length > 0) {
      process.stderr.write(`${sbomFolder} is not what the bundles hold (${stale.join(', ')}): run npm run sbom\n`);
      process.exitCode = 1;
    }
  } else {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(root, sbomFolder, path)), { recursive: true });
      writeFileSync(join(root, sbomFolder, path), text);
    }
  }
}
