/** The IAM policies of a template as a reviewer reads them: a document for each role, and the policies of the resources. */

import type { StackTemplate, TemplateResource } from './template.ts';

export interface RolePolicies {
  /** The name of its file. */
  readonly name: string;
  readonly logicalId: string;
  readonly description: string;
  readonly permissionsBoundary?: unknown;
  readonly trustPolicy: unknown;
  readonly awsManagedPolicies: readonly unknown[];
  readonly policies: readonly { readonly name: string; readonly document: unknown }[];
}

export interface ResourcePolicy {
  readonly logicalId: string;
  readonly type: string;
  /** Logical ids that it is attached to; its own where the policy is a property of the resource. */
  readonly on: readonly string[];
  readonly policy: unknown;
}

type Entry = readonly [logicalId: string, resource: TemplateResource];

export function rolesOf({ Resources }: StackTemplate): readonly RolePolicies[] {
  const entries = Object.entries(Resources);
  return entries.filter(([, { Type }]) => Type === 'AWS::IAM::Role').map((role) => policiesOfRole(role, entries));
}

function policiesOfRole([logicalId, { Properties = {} }]: Entry, entries: readonly Entry[]): RolePolicies {
  const inline = listOf(Properties.Policies) as readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[];
  const attached = listOf(Properties.ManagedPolicyArns).map(readable);
  const own = entries.filter(
    ([id, { Type, Properties: properties = {} }]) =>
      attached.includes(`\${${id}}`) || (Type.startsWith('AWS::IAM::') && listOf(readable(properties.Roles)).includes(`\${${logicalId}}`)),
  );
  return {
    name: nameOfRole(logicalId),
    logicalId,
    description: String(Properties.Description ?? ''),
    ...(Properties.PermissionsBoundary === undefined ? {} : { permissionsBoundary: readable(Properties.PermissionsBoundary) }),
    trustPolicy: readable(Properties.AssumeRolePolicyDocument),
    awsManagedPolicies: attached.filter((arn) => !own.some(([id]) => arn === `\${${id}}`)),
    policies: [
      ...inline.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, document: readable(PolicyDocument) })),
      ...own.map(([id, { Properties: properties = {} }]) => ({ name: id, document: readable(properties.PolicyDocument) })),
    ],
  };
}

/** `NlbDoctorReadervpcaRole1A2B3C4D` is the role of the reader `vpca`; that of the monitor is just `Role`. */
function nameOfRole(logicalId: string): string {
  const [, of = ''] = /^NlbDoctor(.*)Role[0-9A-F]{8}$/.exec(logicalId) ?? [];
  return of === '' ? 'monitor' : of.replace(/^Reader/, 'reader-').toLowerCase();
}

const describers: Readonly<
  Record<string, (properties: Readonly<Record<string, unknown>>, logicalId: string) => Omit<ResourcePolicy, 'logicalId' | 'type'>>
> = {
  'AWS::KMS::Key': ({ KeyPolicy }, logicalId) => ({ on: [logicalId], policy: readable(KeyPolicy) }),
  'AWS::SNS::TopicPolicy': ({ PolicyDocument, Topics }) => ({ on: referredBy(Topics), policy: readable(PolicyDocument) }),
  'AWS::SQS::QueuePolicy': ({ PolicyDocument, Queues }) => ({ on: referredBy(Queues), policy: readable(PolicyDocument) }),
  'AWS::Lambda::Permission': ({ FunctionName, ...statement }) => ({ on: referredBy([FunctionName]), policy: readable(statement) }),
};

export function resourcePoliciesOf({ Resources }: StackTemplate): readonly ResourcePolicy[] {
  return Object.entries(Resources).flatMap(([logicalId, { Type, Properties = {} }]) => {
    const describe = describers[Type];
    return describe === undefined ? [] : [{ logicalId, type: Type, ...describe(Properties, logicalId) }];
  });
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const referredBy = (value: unknown): readonly string[] =>
  listOf(readable(value)).map((reference) => String(reference).replace(/^\$\{([^.}]+).*\}$/, '$1'));

/** Intrinsic functions as `Fn::Sub` writes them: `${AWS::Region}`, `${Queue.Arn}`. Everything else stays as it is. */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const [first, ...others] = Object.entries(value);
  const render = first === undefined || others.length > 0 ? undefined : intrinsics[first[0]];
  return render === undefined || first === undefined
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]))
    : render(first[1]);
}

const intrinsics: Readonly<Record<string, (argument: unknown) => string>> = {
  Ref: (name) => `\${${String(name)}}`,
  'Fn::GetAtt': (path) => `\${${listOf(path).join('.')}}`,
  'Fn::Join': (argument) => {
    const [separator, parts] = listOf(argument);
    return listOf(readable(parts)).join(String(separator));
  },
  'Fn::Sub': String,
};
