/** When things happened in a made world. The order is what matters: configuration before agents, agents before the load balancer. */

export const times = {
  clusterCreated: '2026-04-14T07:41:05Z',
  nodesLaunched: '2026-04-14T07:51:17Z',
  nodesReady: '2026-04-14T07:53:26Z',
  controllerStarted: '2026-04-14T07:56:15Z',
  /** The last write of ConfigMap cilium-config. */
  configured: '2026-05-04T14:09:12Z',
  operatorStarted: '2026-05-04T14:11:30Z',
  /** Agents and Envoys read their configuration right before. */
  agentsStarted: '2026-05-04T14:14:02Z',
  exposed: '2026-05-04T14:20:34Z',
  loadBalancerCreated: '2026-05-04T14:20:38Z',
  backendsStarted: '2026-05-28T10:02:11Z',
  reconciled: '2026-06-01T08:31:07Z',
  renewed: '2026-06-01T08:59:58.643876Z',
  taken: '2026-06-01T09:00:00Z',
} as const;

/** @param time RFC 3339 without fractions */
export const later = (time: string, seconds: number): string =>
  `${new Date(Date.parse(time) + 1000 * seconds).toISOString().slice(0, 19)}Z`;

/** As the AWS CLI prints times. */
export const offset = (time: string): string => time.replace(/Z$/, '+00:00');
