/** What a message is made from: a notification of an incident, or a diagnosis of which no incident is known. */

import type { Notification } from '../incidents/outbox/notification.ts';

/** Without an incident there is neither an id to name nor a time since when it is. */
export type Reportable = Omit<Notification, 'format' | 'key' | 'incidentId' | 'sequence' | 'since'> & {
  readonly incident: { readonly id: string; readonly sequence: number; readonly since: string } | null;
};

export const reportableOf = ({ incidentId, sequence, since, ...notification }: Notification): Reportable => ({
  ...notification,
  incident: { id: incidentId, sequence, since },
});
