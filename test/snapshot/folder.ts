/** Snapshot folders made for one test, and removed after it. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];

/** A new folder with these files; text as it is, anything else as JSON. */
export function folderOf(files: Readonly<Record<string, unknown>>): string {
  const root = mkdtempSync(join(tmpdir(), 'nlb-doctor-'));
  made.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  }
  return root;
}

export function removeFolders(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}

export const region = 'eu-west-2';
export const cluster = 'dev';
export const clusterPath = `kubernetes/${region}/${cluster}`;

/** The least that is a snapshot: one region, one NLB, one target group. */
export const least = {
  'snapshot.yaml': 'format: 1\ntakenAt: "2026-01-31T12:00:00Z"\n',
  [`aws/${region}/load-balancers.json`]: { LoadBalancers: [{ LoadBalancerArn: 'arn:lb', LoadBalancerName: 'lb', Type: 'network' }] },
  [`aws/${region}/target-groups.json`]: { TargetGroups: [{ TargetGroupArn: 'arn:tg', TargetGroupName: 'tg', Port: 80 }] },
} as const;

export const scenarios: readonly string[] = readdirSync('scenarios', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join('scenarios', entry.name, 'snapshot.yaml')))
  .map(({ name }) => name);
