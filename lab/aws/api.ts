/** All AWS services behind one port: which one is asked stands in the signature, as with AWS_ENDPOINT_URL there is no host name to tell it. */

import type { RegionSnapshot, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { type Answer, json } from '../answer.ts';
import type { AwsCall } from '../calls.ts';
import { credentials, operatorCredentials } from '../environment.ts';
import type { Commit, Make } from '../exchange.ts';
import { AwsFailure } from './failure.ts';
import type { AwsRequest, Input, Protocol } from './protocol.ts';
import { fieldsOf } from './query.ts';
import { answersTo } from './restJson.ts';
import type { Operation, Scene } from './scene.ts';
import { type Service, services } from './services.ts';
import { type OperationShape, operationShape, type Schema } from './shape.ts';
import { type CredentialScope, checkDate, credentialScope } from './signature.ts';
import { targetOf } from './targetJson.ts';

/** A request that was understood, and how to answer it. */
export interface Understood {
  readonly call: AwsCall;
  readonly answer: Make;
}

export interface Stage {
  readonly snapshot: () => Snapshot;
  readonly scene: (region: RegionSnapshot, commit: Commit, mayChange: boolean) => Scene;
  /** Milliseconds since 1970, as the lab believes. */
  readonly now: () => number;
  /** Whether the keys of the person who may change the world are taken. */
  readonly isWritable: boolean;
}

export async function understand(request: AwsRequest, stage: Stage): Promise<Understood> {
  const scope = credentialScope(request.headers.authorization);
  if (scope === undefined)
    return { call: callOf('unsigned', '', undefined), answer: () => json({ message: 'Missing Authentication Token' }, 403) };
  const service = services[scope.service];
  if (service === undefined)
    return { call: callOf('unknown', '', scope), answer: () => json({ message: `the lab does not speak ${scope.service}` }, 501) };
  const found = await operationOf(service, request);
  if (found === undefined) return unknownAction(service, scope, request);
  const input = service.protocol.input(found.shape, request);
  const run = (commit: Commit) => answerTo({ ...found, service, scope, input, request }, stage, commit);
  return {
    call: { ...callOf(found.shape.name, scope.service, scope), input },
    answer: (commit) => attempt(service.protocol, () => run(commit)),
  };
}

function callOf(action: string, service: string, scope: CredentialScope | undefined): AwsCall {
  return { kind: 'aws', service: scope?.service ?? service, action, region: scope?.region ?? '', input: {} };
}

interface Found {
  readonly shape: OperationShape;
  readonly operation: Operation;
}

async function operationOf(service: Service, request: AwsRequest): Promise<Found | undefined> {
  const schemas = await service.schemas();
  const shapes = Object.keys(service.operations).map((name) => operationShape(schemas[`${name}$`] as Schema));
  const action = actionOf(service, request);
  const shape = shapes.find((one) => (service.namedBy === 'path' ? answersTo(one, request) : one.name === action));
  const operation = shape === undefined ? undefined : service.operations[shape.name];
  return shape === undefined || operation === undefined ? undefined : { shape, operation };
}

function actionOf({ namedBy }: Service, request: AwsRequest): string | undefined {
  if (namedBy === 'path') return `${request.method} ${request.path}`;
  return namedBy === 'target' ? targetOf(request) : fieldsOf(request.body).get('Action');
}

function unknownAction(service: Service, scope: CredentialScope, request: AwsRequest): Understood {
  const action = actionOf(service, request) ?? '';
  const failure = new AwsFailure('InvalidAction', `Could not find operation ${action}: the lab does not have it`);
  return { call: callOf(action, scope.service, scope), answer: () => service.protocol.failure(failure) };
}

interface Asked extends Found {
  readonly service: Service;
  readonly scope: CredentialScope;
  readonly input: Input;
  readonly request: AwsRequest;
}

function answerTo({ service, operation, shape, scope, input, request }: Asked, stage: Stage, commit: Commit): Answer {
  checkDate(request.headers['x-amz-date'], stage.now(), scope.service);
  const region = stage.snapshot().regions.find((one) => one.region === scope.region);
  const keys = stage.isWritable ? [credentials.accessKeyId, operatorCredentials.accessKeyId] : [credentials.accessKeyId];
  if (!keys.some((key) => key === scope.accessKeyId) || region === undefined) throw notTaken(scope);
  return service.protocol.answer(
    shape,
    operation(input, stage.scene(region, commit, scope.accessKeyId === operatorCredentials.accessKeyId)),
  );
}

/** A region that is not in the snapshot answers as one that the account has not switched on. */
function notTaken({ service }: CredentialScope): AwsFailure {
  if (service === 'ec2') return new AwsFailure('AuthFailure', 'AWS was not able to validate the provided access credentials');
  const code = service === 'eks' ? 'UnrecognizedClientException' : 'InvalidClientTokenId';
  return new AwsFailure(code, 'The security token included in the request is invalid.');
}

function attempt(protocol: Protocol, run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    if (error instanceof AwsFailure) return protocol.failure(error);
    throw error;
  }
}
