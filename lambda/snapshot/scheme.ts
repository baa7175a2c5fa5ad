/** The schemes of a load balancer, in the words of the ELBv2 API. */

export const schemes = ['internal', 'internet-facing'] as const;
export type Scheme = (typeof schemes)[number];
