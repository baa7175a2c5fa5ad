/** Bundles the command into dist/nlb-doctor.cjs: one file starts three times as fast as many, and needs nothing beside it but Node. */

import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { type Packed, pack } from '../../lab/worlds/packed.ts';
import { inRecordedFolder, recordedNames } from '../../lab/worlds/recorded.ts';
import { mainFields, root } from './options.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

const { name, version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** What undici inside the Kubernetes client requires. The repository itself is content with Node 20: its scripts run on the pinned Node. */
const [requiredMajor, requiredMinor] = [22, 19] as const;

const howToGetNode =
  'Install a current one (https://nodejs.org/en/download); in a clone of the repository, npx nlb-doctor runs on the Node that npm ci installs.';

/** The first statement of the file. Node 14 is the oldest that parses the file, and says what is needed. */
const checkNode = [
  '(function () {',
  'var version = process.versions.node.split(".");',
  `if (version[0] > ${requiredMajor} || (version[0] == ${requiredMajor} && version[1] >= ${requiredMinor})) return;`,
  `process.stderr.write("nlb-doctor needs Node ${requiredMajor}.${requiredMinor} or newer; this is " + process.version + ". ${howToGetNode}\\n");`,
  'process.exit(2);',
  '})();',
].join(' ');

/** `cli/built.ts` with the version, and `lab/worlds/packedWorlds.ts` with the recorded worlds. */
const built: Plugin = {
  name: 'built',
  setup: ({ onLoad }) => {
    onLoad({ filter: /cli[\\/]built\.ts$/ }, () => ({
      loader: 'js',
      contents: `export const builtVersion = ${JSON.stringify(version)};\n`,
    }));
    onLoad({ filter: /lab[\\/]worlds[\\/]packedWorlds\.ts$/ }, () => ({
      loader: 'js',
      contents: `export const packedWorlds = \`${pack(worlds())}\`;\n`,
    }));
  },
};

function worlds(): Packed {
  return new Map(recordedNames.map((name) => [name, inRecordedFolder(name, filesOf)]));
}

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .toSorted()
    .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path))] as const);

export const commandBuild = {
  absWorkingDir: root,
  entryPoints: ['cli/main.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // Syntax only: an older Node has to parse the file to be told that it is too old.
  target: 'node14.18',
  mainFields: [...mainFields],
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 200,
  banner: { js: checkNode },
  // Empty in CommonJS; what the sources find beside themselves is inside.
  define: { 'import.meta.url': '""', 'import.meta.dirname': '""' },
  plugins: [built],
  logLevel: 'warning',
} satisfies BuildOptions;

/** The folder is a package by itself: `npm install --global ./dist`. */
const manifest = {
  name,
  version,
  description,
  license,
  engines: { node: `>=${requiredMajor}.${requiredMinor}` },
  bin: { 'nlb-doctor': 'nlb-doctor.cjs' },
  files: ['nlb-doctor.cjs'],
};

if (import.meta.main) {
  const outfile = resolve(process.argv[2] ?? join(root, 'dist/nlb-doctor.cjs'));
  await build({ ...commandBuild, outfile });
  chmodSync(outfile, 0o755);
  writeFileSync(join(dirname(outfile), 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
