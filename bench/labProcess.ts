/** The lab of a measurement, in a process of its own: tells its environment, and its calls when asked. */

import { startLab } from '../lab/lab.ts';
import { fleet } from '../lab/world/fleet.ts';

const [balancers = '50', groups = '2', broken = '0', latency = '0'] = process.argv.slice(2);
const snapshot = fleet({
  loadBalancers: Number(balancers),
  targetGroupsEach: Number(groups),
  clusters: Math.max(2, Number(balancers) / 50),
  nodesEach: 10,
  broken: Number(broken),
});
const lab = await startLab({ snapshot, latency: Number(latency) });
process.send?.(lab.environment);
let forgotten = 0;
process.on('message', (message) => {
  if (message === 'forget') forgotten = lab.calls.length;
  process.send?.(message === 'forget' ? 'forgotten' : lab.calls.slice(forgotten));
});
process.on('disconnect', () => process.exit(0));
