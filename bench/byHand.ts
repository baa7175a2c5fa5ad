/** The job as people do it today: for each load balancer its groups, for each group its health and tags, one call after the other. */

import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { enter } from '../lab/environment.ts';

/** Five load balancers are enough to see what a loop costs; fifty would take minutes. */
const balancers = 5;
const lab = fork(join(import.meta.dirname, 'labProcess.ts'), [String(balancers), '2', '1', '50'], {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const [environment] = (await once(lab, 'message')) as [Record<string, string>];
enter(environment, process.env);

const aws = (...args: readonly string[]): string =>
  execFileSync('aws', ['--region', 'eu-west-1', '--output', 'text', ...args], { encoding: 'utf8', timeout: 30_000 });
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

const start = performance.now();
const arns = words(aws('elbv2', 'describe-load-balancers', '--query', 'LoadBalancers[].LoadBalancerArn'));
let calls = 1;
for (const arn of arns) {
  const groups = words(aws('elbv2', 'describe-target-groups', '--load-balancer-arn', arn, '--query', 'TargetGroups[].TargetGroupArn'));
  calls += 1 + 2 * groups.length;
  for (const group of groups) {
    aws('elbv2', 'describe-target-health', '--target-group-arn', group);
    aws('elbv2', 'describe-tags', '--resource-arns', group);
  }
}
const wall = performance.now() - start;
process.stdout.write(
  `the same by a script of aws in a loop: ${arns.length} NLBs, ${calls} calls one after the other, ${Math.round(wall)} ms, and no cause\n`,
);
lab.kill();
