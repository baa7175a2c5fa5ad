/** The name Cilium gives the Service of a Gateway, unless it would be too long (operator/pkg/model/translation/gateway-api). */

const prefix = 'cilium-gateway-';

export const gatewayServiceName = (gateway: string): string => `${prefix}${gateway}`;

/** The Gateway that a Service is named after; undefined where it is not named in this way. */
export const gatewayNamedIn = (service: string): string | undefined =>
  service.startsWith(prefix) ? service.slice(prefix.length) : undefined;
