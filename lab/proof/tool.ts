/** Programs of others that prove the lab: whether they are there, and what they print. */

import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export function present(tool: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @returns standard output. @throws Error with what the program said */
export function run(tool: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  const env = { ...process.env, AWS_PAGER: '', ...environment };
  return new Promise((resolve, reject) => {
    execFile(tool, [...args], { env, timeout: 60_000, maxBuffer: 64_000_000 }, (error, output, said) => {
      if (error === null) resolve(output);
      else reject(new Error(`${tool} ${args.slice(0, 2).join(' ')}: ${said.trim() || error.message}`, { cause: error }));
    });
  });
}

export async function runJson(tool: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<unknown> {
  return JSON.parse(await run(tool, args, environment)) as unknown;
}
