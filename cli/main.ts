#!/usr/bin/env node
/** The command `nlb-doctor`: finds the sub-command, runs it, and turns whatever happens into an exit status. */

import { consoleOf } from './console.ts';
import { run } from './run.ts';

// No top-level await: the bundle is CommonJS.
void run(process.argv.slice(2), consoleOf(process)).then((status) => {
  process.exitCode = status;
});
