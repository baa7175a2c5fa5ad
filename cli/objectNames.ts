/** Load balancers by what stands behind them: the Service or Gateway that a person knows. Apart, so that a replay loads no AWS client for it. */

import { singleLine } from '../lambda/report/escape.ts';
import type { NamespacedName, Requested } from '../lambda/snapshot/snapshot.ts';
import { type Options, texts, UsageError, type Values } from './command.ts';

export const objectOptions: Options = {
  service: {
    type: 'string',
    multiple: true,
    value: 'NAMESPACE/NAME',
    help: 'only load balancers of this Service, healthy or not; may be repeated',
  },
  gateway: {
    type: 'string',
    multiple: true,
    value: 'NAMESPACE/NAME',
    help: 'only load balancers of this Gateway, healthy or not; may be repeated',
  },
};

/** Absent where none are given. @throws UsageError */
export function objectNamesOf(values: Values): Pick<Requested, 'services' | 'gateways'> {
  const [services, gateways] = [namesIn(values, 'service'), namesIn(values, 'gateway')];
  return { ...(services.length > 0 ? { services } : {}), ...(gateways.length > 0 ? { gateways } : {}) };
}

function namesIn(values: Values, option: 'service' | 'gateway'): readonly NamespacedName[] {
  return texts(values, option).map((given) => {
    const [, namespace, name] = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9][a-z0-9.-]*)$/.exec(given) ?? [];
    if (namespace !== undefined && name !== undefined) return { namespace, name };
    throw new UsageError(`--${option} takes a namespace and a name, such as default/web, not "${singleLine(given)}".`);
  });
}
