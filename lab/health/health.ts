/** Target health that is real: the lab checks the nodes itself, so that an incident happens instead of being typed in, and a repair heals it. */

import type { TargetGroup, TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { addressBook, type Check, checksOf } from './checks.ts';
import { createListeners, type ListenerRule } from './listeners.ts';
import { probe } from './probe.ts';
import { afterCheck, atFirst, type Progress } from './thresholds.ts';

export interface HealthOptions {
  readonly listeners: readonly ListenerRule[];
  /** Milliseconds of the lab for each second of AWS: 10 makes an interval of 10 s one of 100 ms. */
  readonly scale?: number;
}

export interface Health {
  /** Undefined for groups whose targets are not checked. */
  readonly of: (region: string, targetGroup: string) => readonly TargetHealthDescription[] | undefined;
  /** Other listeners from now on: the incident, or its repair. */
  readonly listen: (listeners: readonly ListenerRule[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startHealth(snapshot: Snapshot, { listeners, scale = 10 }: HealthOptions): Promise<Health> {
  const checks = checksOf(snapshot, addressBook(snapshot));
  const progress = new Map<Check, Progress>(checks.map((check) => [check, atFirst]));
  const servers = createListeners();
  const listen = (rules: readonly ListenerRule[]) => servers.open(placesOf(rules, checks));
  const step = async (check: Check) => {
    const passed = await probe(
      check.group,
      check.place,
      Math.max(shortestWait, seconds(check.group.HealthCheckTimeoutSeconds, 10) * scale),
    );
    progress.set(check, afterCheck(progress.get(check) ?? atFirst, passed, thresholdsOf(check.group)));
  };
  await listen(listeners);
  await Promise.all(checks.map(step));
  const timers = checks.map((check) => setInterval(() => void step(check), seconds(check.group.HealthCheckIntervalSeconds, 30) * scale));
  for (const timer of timers) timer.unref();
  return {
    of: (region, name) => {
      const ofGroup = checks.filter((check) => check.region === region && check.group.TargetGroupName === name);
      return ofGroup.length === 0 ? undefined : ofGroup.map((check) => described(check, progress.get(check) ?? atFirst));
    },
    listen,
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await servers.open([]);
    },
  };
}

/** Milliseconds: on a busy machine even loopback takes a while, and a node must not fall ill of that. */
const shortestWait = 500;

const seconds = (value: number | undefined, usual: number) => value ?? usual;

function thresholdsOf({ HealthyThresholdCount = 5, UnhealthyThresholdCount = 2 }: TargetGroup) {
  return { healthy: HealthyThresholdCount, unhealthy: UnhealthyThresholdCount };
}

function placesOf(rules: readonly ListenerRule[], checks: readonly Check[]) {
  const nodes = new Map(checks.map(({ id, place }) => [id, place.address]));
  return rules.flatMap(({ nodes: only, except = [], port, protocol, status }) => {
    const chosen = [...nodes].filter(([id]) => (only?.includes(id) ?? true) && !except.includes(id));
    return chosen.map(([, address]) => ({ address, port, ...(protocol && { protocol }), ...(status && { status }) }));
  });
}

function described({ seen, checked }: Check, { state }: Progress): TargetHealthDescription {
  return checked ? { ...seen, TargetHealth: words[state] } : seen;
}

export const words = {
  initial: { State: 'initial', Reason: 'Elb.InitialHealthChecking', Description: 'Initial health checks in progress' },
  healthy: { State: 'healthy' },
  unhealthy: { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
} as const;
