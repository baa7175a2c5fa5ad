/** Names that several parts of the stack share. */

/** Alarms of the monitor; the topic's policy lets these publish and no others. */
export const alarmPrefix = 'nlb-doctor';
/** What the function keeps in one table belongs to this scope (see lambda/incidents/store/dynamodb.ts). */
export const partitions = ['STATE', 'OUTBOX', 'SILENCE', 'LEASE', 'REPORT'] as const;
/** Seconds the function may run; the next tick comes after a minute. */
export const timeoutSeconds = 50;
/** Seconds a stale tick may wait: then the next one is due anyway. */
export const tickAgeSeconds = 60;
