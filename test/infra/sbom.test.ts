/** The bills of materials: valid CycloneDX, of exactly what is bundled, the same every time. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { root } from '../../infra/bundle/options.ts';
import { contentOf, deliverables, sbomFiles, staleSboms } from '../../infra/bundle/sbom.ts';

interface Bill {
  readonly serialNumber: string;
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly group?: string;
    readonly version: string;
    readonly purl: string;
    readonly licenses: readonly unknown[];
    readonly externalReferences: readonly { readonly hashes: readonly { readonly content: string }[] }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

const nameOf = ({ group, name }: Bill['components'][number]) => (group === undefined ? name : `${group}/${name}`);

/** The schemas of the specification, as the library of the CycloneDX project ships them. */
function cycloneDxValidator() {
  const schema = (name: string): object =>
    JSON.parse(readFileSync(join(root, 'node_modules/@cyclonedx/cyclonedx-library/res/schema', `${name}.SNAPSHOT.schema.json`), 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addFormat('iri-reference', (text) => URL.canParse(text, 'https://example.org') && !/\s/.test(text));
  ajv.addFormat('idn-email', /^\S+@\S+$/);
  for (const name of ['jsf-0.82', 'spdx', 'cryptography-defs'])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  return ajv.compile(schema('bom-1.6'));
}

let files: ReadonlyMap<string, string>;
let bills: ReadonlyMap<string, Bill>;
beforeAll(async () => {
  files = await sbomFiles();
  bills = new Map([...files].map(([path, text]) => [path.replace('.cdx.json', ''), JSON.parse(text) as Bill]));
}, 120_000);

const billOf = (name: string): Bill => {
  const bill = bills.get(name);
  if (bill === undefined) throw new Error(`no bill of ${name}`);
  return bill;
};
const packagesOf = (name: string) => new Set(billOf(name).components.map(nameOf));

test('the committed files are up to date, which means the same on every machine: npm run sbom', () => {
  expect([...files.keys()]).toEqual(deliverables.map(({ name }) => `${name}.cdx.json`));
  expect(staleSboms(files)).toEqual([]);
  expect(staleSboms(new Map([...files].map(([path, text]) => [path, `${text} `])))).toEqual([...files.keys()]);
});

describe('the schema of CycloneDX 1.6', () => {
  const validate = cycloneDxValidator();

  test('accepts every bill', () => {
    for (const [path, text] of files) expect([path, validate(JSON.parse(text)), validate.errors]).toEqual([path, true, null]);
  });

  test.each<readonly [string, (bill: Record<string, unknown>) => void]>([
    ['a component without a name', (bill) => (bill.components = [{ type: 'library' }])],
    ['a serial number that is no UUID', (bill) => (bill.serialNumber = 'urn:uuid:1')],
    ['a field that the schema does not know', (bill) => (bill.made = 'by hand')],
    [
      'a licence id that SPDX does not know',
      (bill) => (bill.components = [{ type: 'library', name: 'a', licenses: [{ license: { id: 'Mine' } }] }]),
    ],
  ])('refuses %s', (_, spoil) => {
    const bill = JSON.parse(files.get('widget.cdx.json') ?? '{}') as Record<string, unknown>;
    spoil(bill);
    expect(validate(bill)).toBe(false);
  });
});

describe('a bill', () => {
  test('lists every component with its version, licence, package address and the hash that the lock file has', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity: string }>>;
    };
    for (const { components } of bills.values()) {
      expect(components.length).toBeGreaterThan(10);
      for (const component of components) {
        const locked = packages[component['bom-ref']];
        expect(component.version).toBe(locked?.version);
        expect(component.purl).toBe(`pkg:npm/${nameOf(component).replace('@', '%40')}@${component.version}`);
        expect(component.licenses).toHaveLength(1);
        const [hash] = component.externalReferences.flatMap(({ hashes }) => hashes);
        expect(`sha512-${Buffer.from(hash?.content ?? '', 'hex').toString('base64')}`).toBe(locked?.integrity);
      }
    }
  });

  test('lists what is bundled and nothing that is only installed', () => {
    expect([...packagesOf('monitor')]).toEqual(
      expect.arrayContaining(['@aws-sdk/client-elastic-load-balancing-v2', '@aws-sdk/client-ec2', '@aws-sdk/client-sns', 'zod']),
    );
    expect([...packagesOf('monitor')].filter((name) => /^(?:aws-cdk|jest|esbuild|undici|@kubernetes\/client-node$)/.test(name))).toEqual(
      [],
    );
    expect(packagesOf('command').has('@kubernetes/client-node')).toBe(true);
    expect(packagesOf('widget').has('@aws-sdk/client-sns')).toBe(false);
  });

  test('says who brings in what: every component is reached from the deliverable', () => {
    for (const bill of bills.values()) {
      const needs = new Map(bill.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
      const reached = new Set([bill.metadata.component['bom-ref']]);
      for (const ref of reached) for (const next of needs.get(ref) ?? []) reached.add(next);
      expect(bill.components.map((component) => component['bom-ref']).filter((ref) => !reached.has(ref))).toEqual([]);
    }
  });

  test('has a serial number of its own, a UUID of version 8', () => {
    const numbers = [...bills.values()].map(({ serialNumber }) => serialNumber);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) expect(number).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

test('a package of which tree shaking leaves nothing is not inside; what it only exports again is needed by its importer', () => {
  const file = (...imports: readonly string[]) => ({
    bytes: 1,
    imports: imports.map((path) => ({ path, kind: 'import-statement' as const })),
  });
  const nested = 'node_modules/a/node_modules/@s/b';
  const content = contentOf([
    {
      inputs: {
        'cli/main.ts': file('node_modules/a/a.js', 'node_modules/shaken/index.js'),
        'node_modules/a/a.js': file(`${nested}/index.js`),
        [`${nested}/index.js`]: file(`${nested}/b.js`),
        [`${nested}/b.js`]: file(),
        'node_modules/shaken/index.js': file('node_modules/shaken/shaken.js', 'node_modules/kept/kept.js'),
        'node_modules/shaken/shaken.js': file('node_modules/only/only.js'),
        'node_modules/only/only.js': file(),
        'node_modules/kept/kept.js': file(),
      },
      outputs: {
        'out.js': {
          bytes: 3,
          imports: [],
          exports: [],
          inputs: Object.fromEntries(
            Object.entries({ 'cli/main.ts': 1, 'node_modules/a/a.js': 1, [`${nested}/b.js`]: 1, 'node_modules/kept/kept.js': 1 }).map(
              ([path, bytesInOutput]) => [path, { bytesInOutput }],
            ),
          ),
        },
      },
    },
  ]);
  expect([...content].map(([path, needs]) => [path, [...needs]])).toEqual([
    ['', ['node_modules/a', 'node_modules/kept']],
    ['node_modules/a', [nested]],
    [nested, []],
    ['node_modules/kept', []],
  ]);
});
