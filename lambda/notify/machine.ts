/** An notification for machines: incident format 1, a public contract (schema/incident.v1.schema.json). */

import type { Notification } from '../incidents/outbox/notification.ts';
import { headline } from './headline.ts';
import { statusOf } from './words.ts';

export interface MachineIncident extends Notification {
  readonly status: ReturnType<typeof statusOf>;
  /** The line people see first. */
  readonly headline: string;
}

/** JSON values only; a consumer tells repeats by `key`. */
export const machineIncident = (notification: Notification): MachineIncident => ({
  ...notification,
  status: statusOf(notification),
  headline: headline(notification),
});

/** Less of it, by structure, for where it would be too long: without the lists of targets, then without findings beyond the first, then without the diagnosis. */
export const machineForms = (notification: Notification): readonly MachineIncident[] => {
  const whole = machineIncident(notification);
  const { diagnosis } = whole;
  if (diagnosis === null) return [whole, { ...whole, members: [], notes: [], changes: [] }];
  const withoutTargets = { ...diagnosis, targetGroups: diagnosis.targetGroups.map((group) => ({ ...group, targets: [] })) };
  return [
    whole,
    { ...whole, diagnosis: withoutTargets },
    {
      ...whole,
      diagnosis: { ...withoutTargets, findings: diagnosis.findings.slice(0, 1), ruledOut: [], unknown: [], normal: [], differences: [] },
    },
    { ...whole, diagnosis: null, members: [], notes: [], changes: [] },
  ];
};
