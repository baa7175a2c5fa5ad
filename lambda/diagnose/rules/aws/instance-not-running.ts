/** A stopped or terminated instance cannot answer. */

import { aws } from '../../../text/commands.ts';
import { valueOr } from '../../../topology/fact.ts';
import type { NetworkLoadBalancer, Target } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, firstMissing, keysOf, list, targetsOf } from '../../vocabulary.ts';

export const instanceNotRunning: LoadBalancerRule = {
  id: 'aws/instance-not-running',
  title: 'The instance behind the target is stopped or terminated',
  severity: 'warning',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['ec2:DescribeInstances'],
  explanation: `AWS reports a stopped or terminated instance as \`unused\` with \`Target.InvalidState\`, and for some minutes as unhealthy. It stays registered until the
controller notices that the node is gone.`,
  silentWhen: 'The instances of all failing targets run.',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html'],
  specialCaseOf: ['kubernetes/node-not-ready', 'aws/stale-targets'],
  remedies: (names) => [
    {
      title: 'Find out who stopped it; let the node group replace it, and the controller deregister it',
      recommended: true,
      effect: 'A new node takes its place and is registered.',
      risk: 'None: the instance serves nobody.',
      undo: 'Nothing to undo.',
      steps: [
        command(
          aws(
            names,
            `ec2 describe-instances --instance-ids ${names.instance} --query 'Reservations[].Instances[].[InstanceId,State.Name,StateTransitionReason]' --output text`,
          ),
        ),
        text(
          'A spot interruption or a scale-down is normal. If the target stays registered for longer than some minutes, see aws/stale-targets.',
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine,
};

const gone = ['stopped', 'stopping', 'shutting-down', 'terminated'];

function examine({ targetGroups }: NetworkLoadBalancer): Finding {
  const failing = targetsOf(targetGroups).filter(
    ({ id, verdict, state }) => id.startsWith('i-') && verdict === 'failing' && state !== 'missing',
  );
  if (failing.length === 0) return notApplicable;
  const stopped = failing.filter((target) => gone.includes(stateOf(target) ?? ''));
  const invalid = failing.filter((target) => target.reason === 'Target.InvalidState' && stateOf(target) === undefined);
  const [first] = [...stopped, ...invalid];
  if (first !== undefined) return found(stopped.length > 0 ? stopped : invalid, first, stopped.length > 0);
  const unread = firstMissing(...failing.map(({ instance }) => instance));
  if (unread !== undefined) return unknown(unread);
  const running = failing.filter((target) => stateOf(target) === 'running').length;
  return running === failing.length ? ruledOut(`the instance of every failing target (${failing.length}) runs`) : notApplicable;
}

const stateOf = ({ instance }: Target): string | undefined => valueOr(instance, undefined)?.State?.Name;

function found(targets: readonly Target[], first: Target, isRead: boolean): Finding {
  const ids = [...new Set(targets.map(({ id }) => id))];
  return cause({
    summary: `${count(ids.length, 'instance')} behind the failing targets ${ids.length === 1 ? 'does' : 'do'} not run: ${list(
      targets
        .map((target) => `${target.id} ${stateOf(target) ?? 'not in a valid state'}`)
        .filter((text, at, all) => all.indexOf(text) === at),
      3,
    )}`,
    confidence: isRead ? 'certain' : 'likely',
    because: isRead ? 'EC2 says so' : 'the load balancer says that the instance is not in a valid state; EC2 was not asked',
    targets: keysOf(targets),
    names: { instance: first.id },
    evidence: targets
      .slice(0, 4)
      .map((target) =>
        isRead
          ? supporting(`${target.id}: ${stateOf(target)}${reasonOf(target)}`, 'ec2:DescribeInstances')
          : supporting(`${target.id}: ${target.state}, ${target.reason}`, 'elasticloadbalancing:DescribeTargetHealth'),
      ),
  });
}

function reasonOf({ instance }: Target): string {
  const reason = valueOr(instance, undefined)?.StateTransitionReason;
  return reason ? ` (${reason})` : '';
}
