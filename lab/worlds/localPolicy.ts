/** Policy Local as two rules look at it: the health check asks the health-check NodePort of the Service. */

import { change, checkedOn, type Edit, frontService, targetGroups, wholeRangeAdmitted } from './change.ts';

const port = 32001;

/** The Service alone: the groups still check their traffic ports. */
export const localService = frontService(() => ({ externalTrafficPolicy: 'Local', healthCheckNodePort: port }));

/** Service and groups, and nothing else. */
export const localPolicy: Edit = (snapshot) =>
  change(
    snapshot,
    localService,
    targetGroups((group) => ({ ...group, HealthCheckPort: String(port) })),
    checkedOn(port),
  );

/** Checked over HTTP, and admitted, as the controller sets it up. */
export const localPolicySetUp: Edit = (snapshot) =>
  change(
    snapshot,
    localService,
    targetGroups((group) => ({ ...group, HealthCheckProtocol: 'HTTP', HealthCheckPort: String(port), HealthCheckPath: '/healthz' })),
    checkedOn(port),
    wholeRangeAdmitted,
  );
