/** `npm run bench` measures and prints tables. It is no test: times depend on the machine, which is named above them. */

import { cpus } from 'node:os';
import { benchCold } from './cold.ts';
import { benchDiagnose } from './diagnose.ts';
import { benchLive } from './live.ts';
import { benchWeek } from './week.ts';

process.stdout.write(`node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}\n\n`);
const print = (line: string) => void process.stdout.write(`${line}\n`);
benchDiagnose(print);
print('');
benchLive(print);
print('');
await benchWeek(print);
print('');
await benchCold(print);
