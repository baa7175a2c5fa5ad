/** The script for a snapshot by hand: it runs in a plain shell, and what it makes can be read. `aws` and `kubectl` are stood in for. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { printCommands } from '../../cli/captureScript/script.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { arnOf } from './fleetServer.ts';

const lb = arnOf('lb', 'web');
const tg = arnOf('tg', 'web-80');

const aws = `#!/bin/sh
case "$1 $2 $*" in
  *--query*LoadBalancers*) printf 'web\\t${lb}\\n' ;;
  *--query*TargetGroups*) printf 'web-80\\t${tg}\\n' ;;
  *--query*clusters*) echo one ;;
  "elbv2 describe-load-balancers"*) echo '{"LoadBalancers":[{"LoadBalancerArn":"${lb}","LoadBalancerName":"web","Type":"network"}]}' ;;
  "elbv2 describe-target-groups"*) echo '{"TargetGroups":[{"TargetGroupArn":"${tg}","TargetGroupName":"web-80","LoadBalancerArns":["${lb}"]}]}' ;;
  "elbv2 describe-target-health"*) echo '{"TargetHealthDescriptions":[{"Target":{"Id":"i-0","Port":30080},"TargetHealth":{"State":"healthy"}}]}' ;;
  "elbv2 describe-tags"*) echo '{"TagDescriptions":[{"ResourceArn":"'"$4"'","Tags":[]}]}' ;;
  "elbv2 describe-listeners"*) echo '{"Listeners":[]}' ;;
  "elbv2 "*attributes*) echo '{"Attributes":[]}' ;;
  "ec2 describe-instances"*) echo '{"Reservations":[{"Instances":[{"InstanceId":"i-0"}]}]}' ;;
  "ec2 describe-network-acls"*) echo 'An error occurred (UnauthorizedOperation): "quoted" \\ and more' >&2; exit 254 ;;
  "ec2 describe-subnets"*) echo '{"Subnets":[]}' ;;
  "ec2 describe-security-groups"*) echo '{"SecurityGroups":[]}' ;;
  "eks describe-cluster"*) echo '{"cluster":{"name":"one"}}' ;;
  *"eks update-kubeconfig --region eu-west-2 --name one --alias one --kubeconfig "*) echo done ;;
  *) echo 'not simulated' >&2; exit 1 ;;
esac
`;

const kubectl = `#!/bin/sh
[ "$1 $3 $4" = "--kubeconfig --context one" ] || { echo "no context: $*" >&2; exit 1; }
shift 4
case "$*" in
  "get --raw /api/v1/services"*) echo '{"kind":"ServiceList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"web","namespace":"apps"},"spec":{"type":"LoadBalancer"}}]}' ;;
  "get --raw /api/v1/nodes"*) echo '{"kind":"NodeList","apiVersion":"v1","metadata":{},"items":[]}' ;;
  *k8s-app%3Dcilium) echo '{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"cilium-x","namespace":"kube-system","labels":{"k8s-app":"cilium"}}}]}' ;;
  *k8s-app%3Dcilium-envoy) echo '{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[]}' ;;
  *namespaces/apps/events) echo '{"kind":"EventList","apiVersion":"v1","metadata":{},"items":[]}' ;;
  *"get configmap cilium-config"*) printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: cilium-config, namespace: kube-system}\\n' ;;
  "get services -A"*) echo apps ;;
  *gateway.networking.k8s.io*) echo 'Error from server (NotFound): the server could not find the requested resource' >&2; exit 1 ;;
  *) echo 'Error from server (Forbidden): forbidden' >&2; exit 1 ;;
esac
`;

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-'));
let snapshot: Snapshot;

beforeAll(() => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, text] of [
    ['aws', aws],
    ['kubectl', kubectl],
  ] as const) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const script = join(folder, 'capture.sh');
  writeFileSync(script, printCommands({ regions: ['eu-west-2'] }));
  const out = join(folder, 'out');
  execFileSync('/bin/sh', [script, out], { env: { PATH: `${bin}:${process.env.PATH}`, HOME: folder }, stdio: 'pipe' });
  snapshot = readSnapshot(out);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the script', () => {
  test('makes the AWS half of a snapshot, with what was refused', () => {
    const [region] = snapshot.regions;
    expect(region?.targetHealth.get('web-80')).toMatchObject({ state: 'complete', items: [{ TargetHealth: { State: 'healthy' } }] });
    expect(region?.tags).toMatchObject({ state: 'complete' });
    expect(region?.tags.items.map(({ ResourceArn }) => ResourceArn).toSorted()).toEqual([lb, tg].toSorted());
    expect(region?.instances).toMatchObject({ state: 'complete', items: [{ InstanceId: 'i-0' }] });
    expect(region?.networkAcls).toMatchObject({ state: 'incomplete', gap: { error: expect.stringContaining('UnauthorizedOperation') } });
  });

  test('makes the Kubernetes half: what was read, what is not installed, what is forbidden', () => {
    const [cluster] = snapshot.clusters;
    expect(cluster).toMatchObject({ name: 'one', region: 'eu-west-2' });
    expect(cluster?.readings.get('services')).toMatchObject({ state: 'complete', items: [{ metadata: { name: 'web' } }] });
    expect(cluster?.readings.get('nodes')).toEqual({ state: 'complete', items: [] });
    expect(cluster?.readings.get('gateways.gateway.networking.k8s.io')).toEqual({ state: 'complete', items: [], installed: false });
    expect(cluster?.readings.get('events')).toMatchObject({ state: 'scoped', scopes: [{ namespace: 'apps' }] });
    expect(cluster?.readings.get('configmaps')?.items.length).toBe(1);
    expect(cluster?.readings.get('pods')).toMatchObject({ state: 'scoped', items: [{ metadata: { name: 'cilium-x' } }] });
    expect(cluster?.unreadable.map(({ what }) => what)).toContain('daemonsets.apps');
  });
});

describe('names in the script', () => {
  test.each([['$(reboot)'], ["a'b"], ['a b'], ['-x'], ['a\nb']])('%j is refused', (name) => {
    expect(() => printCommands({ regions: ['eu-west-2'], clusters: [name] })).toThrow('cannot be the name of');
    expect(() => printCommands({ regions: [name] })).toThrow('cannot be the name of');
  });

  test('the selection is in it', () => {
    const text = printCommands({ regions: ['eu-west-2'], clusters: ['one'], loadBalancers: ['web'] });
    expect(text).toContain("for cluster in 'one'; do");
    expect(text).toContain('LoadBalancerName==`web`');
    expect(text).not.toContain('list-clusters');
  });

  test('a kubeconfig context takes the place of EKS', () => {
    const text = printCommands({ regions: ['eu-west-2'], kubeconfig: { context: 'here' } });
    expect(text).toContain("context='here'");
    expect(text).not.toContain("kubeconfig='");
    expect(text).not.toContain('eks describe-cluster');
  });
});
