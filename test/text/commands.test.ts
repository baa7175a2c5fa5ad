/** Each command names its cluster, region and profile, whatever these are called. */

import { describe, expect, test } from '@jest/globals';
import { shellCommands } from '../../lab/proof/shellCommands.ts';
import {
  type Access,
  aws,
  type ClusterAccess,
  eksAccess,
  givenAccess,
  helm,
  isNameShared,
  kubectl,
  nlbDoctor,
  unknownAccess,
} from '../../lambda/text/commands.ts';

const prod = { region: 'eu-west-1', name: 'prod' };
const wordsOf = (command: string) => shellCommands(command)[0]?.words;

describe('an EKS cluster', () => {
  const access = eksAccess(prod, false, {});

  test('is reached by a context of its name', () => {
    expect(access.setup).toBe('aws eks update-kubeconfig --region eu-west-1 --name prod --alias prod');
    expect(kubectl({ access }, 'get nodes')).toBe('kubectl --context prod get nodes');
    expect(helm({ access }, 'upgrade cilium cilium/cilium')).toBe('helm --kube-context prod upgrade cilium cilium/cilium');
    expect(aws({ access }, 'elbv2 describe-tags --resource-arns x')).toBe('aws elbv2 describe-tags --region eu-west-1 --resource-arns x');
    expect(nlbDoctor({ access }, 'check --load-balancer web')).toBe('nlb-doctor check --region eu-west-1 --load-balancer web');
  });

  test('is told from one of the same name in another region', () => {
    const all = [prod, { region: 'us-east-1', name: 'prod' }, { region: 'us-east-1', name: 'other' }, prod];
    expect(all.map((place) => isNameShared(place, all))).toEqual([true, true, false, true]);
    const [one, two] = [eksAccess(prod, true, {}), eksAccess({ region: 'us-east-1', name: 'prod' }, true, {})];
    expect([one.context, two.context]).toEqual(['prod.eu-west-1', 'prod.us-east-1']);
    expect(two.setup).toBe('aws eks update-kubeconfig --region us-east-1 --name prod --alias prod.us-east-1');
  });

  test('with a hostile name is a placeholder', () => {
    const hostile = eksAccess({ region: 'eu-west-1; reboot', name: '$(reboot)' }, true, {});
    expect(hostile.setup).toBe("aws eks update-kubeconfig --region '<region>' --name '<cluster>' --alias '<cluster>.<region>'");
    expect(kubectl({ access: hostile }, 'get nodes')).toBe("kubectl --context '<cluster>.<region>' get nodes");
  });
});

test('a profile that was given stands in every aws and nlb-doctor command', () => {
  const access = eksAccess(prod, false, { profile: 'my team' });
  expect(wordsOf(access.setup ?? '')).toEqual(
    'aws eks update-kubeconfig --region eu-west-1 --profile'.split(' ').concat('my team', '--name', 'prod', '--alias', 'prod'),
  );
  expect(wordsOf(aws({ access }, 'ec2 describe-vpcs'))).toEqual([
    'aws',
    'ec2',
    'describe-vpcs',
    '--region',
    'eu-west-1',
    '--profile',
    'my team',
  ]);
  expect(wordsOf(nlbDoctor({ access }, 'check'))).toEqual(['nlb-doctor', 'check', '--region', 'eu-west-1', '--profile', 'my team']);
});

describe('a kubeconfig that was given', () => {
  const given = { path: "/home/o'neil/my configs/kube", context: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod' };
  const access = givenAccess('eu-west-1', { kubeconfig: given });

  test('stands in every command as it was given, and no context is made', () => {
    expect(access.setup).toBeUndefined();
    const flags = ['--kubeconfig', given.path, '--context', given.context];
    expect(wordsOf(kubectl({ access }, 'get nodes'))).toEqual(['kubectl', ...flags, 'get', 'nodes']);
    expect(wordsOf(helm({ access }, 'list'))).toEqual(['helm', '--kubeconfig', given.path, '--kube-context', given.context, 'list']);
    expect(wordsOf(nlbDoctor({ access }, 'check'))).toEqual(['nlb-doctor', 'check', '--region', 'eu-west-1', ...flags]);
  });

  test('a context alone needs no file', () => {
    expect(kubectl({ access: givenAccess('eu-west-1', { kubeconfig: { context: 'lab' } }) }, 'get nodes')).toBe(
      'kubectl --context lab get nodes',
    );
  });

  test('a file without a context leaves it to the reader, and says so', () => {
    const open = givenAccess('eu-west-1', { kubeconfig: { path: 'k' } });
    expect(kubectl({ access: open }, 'get nodes')).toBe("kubectl --kubeconfig k --context '<context>' get nodes");
    expect(open.note).toContain('<context>');
  });
});

test.each<[string | undefined, string, RegExp]>([
  ['prod', "'<context of prod>'", /EKS does not describe cluster prod/],
  ['$(reboot)', "'<context>'", /EKS does not describe cluster <cluster>/],
  [undefined, "'<context>'", /not known/],
])('of cluster %j the reader has to name the context', (name, context, note) => {
  const access = unknownAccess('eu-west-1', name, {} satisfies Access) satisfies ClusterAccess;
  expect(kubectl({ access }, 'get nodes')).toBe(`kubectl --context ${context} get nodes`);
  expect(access.setup).toBeUndefined();
  expect(access.note).toMatch(note);
});
