/** Bundles the command into dist/nlb-doctor.cjs: one file starts three times as fast as many, and needs nothing beside it. */

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { mainFields, root } from './options.ts';

/** `import.meta` is empty in CommonJS: where the sources ask for their own place, they get that of the bundle. */
const banner =
  'const __url = require("node:url").pathToFileURL(__filename).href, __folder = require("node:path").join(__dirname, "../cli/commands");';

await build({
  absWorkingDir: root,
  entryPoints: ['cli/main.ts'],
  outfile: 'dist/nlb-doctor.cjs',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  mainFields: [...mainFields],
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 200,
  banner: { js: banner },
  define: { 'import.meta.url': '__url', 'import.meta.dirname': '__folder' },
  logLevel: 'warning',
});
chmodSync(join(root, 'dist/nlb-doctor.cjs'), 0o755);
