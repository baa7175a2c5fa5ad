/** The job as people do it today: for each load balancer its groups, for each group its health and tags, then kubectl for what is unhealthy. */

import { execFileSync } from 'node:child_process';
import { enter } from '../lab/environment.ts';
import { startLab } from '../lab/lab.ts';
import { fleet } from '../lab/world/fleet.ts';

/** Ten load balancers are enough to see what a loop costs; a hundred groups would take minutes. */
const balancers = 10;
const snapshot = fleet({ loadBalancers: balancers, targetGroupsEach: 2, clusters: 1, nodesEach: 10, broken: 1 });
const lab = await startLab({ snapshot, latency: 50 });
const leave = enter(lab.environment, process.env);

const aws = (...args: readonly string[]): string =>
  execFileSync('aws', ['--region', 'eu-west-1', '--output', 'text', ...args], { encoding: 'utf8' });
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

const start = performance.now();
const arns = words(aws('elbv2', 'describe-load-balancers', '--query', 'LoadBalancers[].LoadBalancerArn'));
for (const arn of arns) {
  for (const group of words(
    aws('elbv2', 'describe-target-groups', '--load-balancer-arn', arn, '--query', 'TargetGroups[].TargetGroupArn'),
  )) {
    aws('elbv2', 'describe-target-health', '--target-group-arn', group);
    aws('elbv2', 'describe-tags', '--resource-arns', group);
  }
}
const wall = performance.now() - start;
process.stdout.write(
  `the same by a script of aws in a loop: ${arns.length} NLBs, ${lab.calls.length} calls one after the other, ${Math.round(wall)} ms, and no cause\n`,
);
leave();
await lab.stop();
