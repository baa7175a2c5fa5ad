/** Which services the lab speaks, by their signing name: protocol, operations, and where their schemas are. */

import { ec2 } from './ec2.ts';
import { eks } from './eks.ts';
import { elasticLoadBalancing } from './elasticLoadBalancing.ts';
import { events } from './events.ts';
import { sts } from './identity.ts';
import { sns } from './notification.ts';
import type { Protocol } from './protocol.ts';
import { queryProtocol } from './query.ts';
import { restJson } from './restJson.ts';
import type { Operation } from './scene.ts';
import { secretsManager, ssm } from './secrets.ts';
import type { Schema } from './shape.ts';
import { targetJson } from './targetJson.ts';

export interface Service {
  readonly protocol: Protocol;
  readonly operations: Readonly<Record<string, Operation>>;
  /** The SDK client's module: `<Operation>$` is the schema of an operation. Loaded with the first request. */
  readonly schemas: () => Promise<Readonly<Record<string, Schema>>>;
  /** What names the operation, where it is not the field `Action`. */
  readonly namedBy?: 'path' | 'target';
}

/** Namespaces as in the clients' runtimeConfig.shared. */
export const services: Readonly<Record<string, Service>> = {
  elasticloadbalancing: {
    protocol: queryProtocol('http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/', false),
    operations: elasticLoadBalancing,
    schemas: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  },
  ec2: {
    protocol: queryProtocol('http://ec2.amazonaws.com/doc/2016-11-15/', true),
    operations: ec2,
    schemas: () => import('@aws-sdk/client-ec2'),
  },
  sts: {
    protocol: queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/', false),
    operations: sts,
    schemas: () => import('@aws-sdk/client-sts'),
  },
  sns: {
    protocol: queryProtocol('http://sns.amazonaws.com/doc/2010-03-31/', false),
    operations: sns,
    schemas: () => import('@aws-sdk/client-sns'),
  },
  eks: { protocol: restJson, operations: eks, schemas: () => import('@aws-sdk/client-eks'), namedBy: 'path' },
  secretsmanager: {
    protocol: targetJson,
    operations: secretsManager,
    schemas: () => import('@aws-sdk/client-secrets-manager'),
    namedBy: 'target',
  },
  ssm: { protocol: targetJson, operations: ssm, schemas: () => import('@aws-sdk/client-ssm'), namedBy: 'target' },
  events: { protocol: targetJson, operations: events, schemas: () => import('@aws-sdk/client-eventbridge'), namedBy: 'target' },
};
