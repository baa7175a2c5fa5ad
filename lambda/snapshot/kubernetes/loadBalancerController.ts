/** Objects of the AWS Load Balancer Controller and of EKS Auto Mode. */

import * as z from 'zod/mini';
import { condition, flag, labelSelector, list, number, object, orNull, text } from './shapes.ts';

export const targetGroupBinding = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      targetGroupARN: text,
      targetGroupName: text,
      targetType: text,
      serviceRef: z.optional(z.looseObject({ name: text, port: z.optional(z.union([z.number(), z.string()])) })),
      nodeSelector: orNull(labelSelector),
      multiClusterTargetGroup: flag,
      networking: orNull(
        z.looseObject({
          ingress: list(
            z.looseObject({
              from: list(
                z.looseObject({
                  securityGroup: z.optional(z.looseObject({ groupID: text })),
                  ipBlock: z.optional(z.looseObject({ cidr: text })),
                }),
              ),
              ports: list(z.looseObject({ port: z.optional(z.union([z.number(), z.string()])), protocol: text })),
            }),
          ),
        }),
      ),
    }),
  ),
  status: z.optional(z.looseObject({ observedGeneration: number, conditions: list(condition) })),
});
