/** Label selectors, as Kubernetes evaluates them, and whether a list that was read by one would have shown an object. */

import type { LabelSelector } from './kubernetes.ts';
import type { Reading, Scope } from './snapshot.ts';

export type Labels = Readonly<Record<string, string>> | null | undefined;

/** What an object that is looked for is known to have. Labels that are not known match no selector. */
export interface Sought {
  readonly namespace?: string | undefined;
  readonly labels?: Labels;
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/**
 * Whether labels satisfy a selector: the object of the API (an empty one matches everything) or kubectl's text (`a=b,c in (x,y),!d`).
 * A selector that cannot be understood matches nothing. What an absent selector means depends on its field: ask only where there is one.
 */
export function matches(selector: LabelSelector | string, labels: Labels): boolean {
  const requirements = typeof selector === 'string' ? parseSelector(selector) : requirementsOf(selector);
  return requirements?.every((requirement) => satisfied(requirement, labels ?? {})) ?? false;
}

/** Whether a list that was read would hold an object with these, if it existed: only then is its absence evidence. */
export function wasReadFor(reading: Reading<unknown>, sought: Sought): boolean {
  if (reading.state === 'complete') return true;
  return reading.state === 'scoped' && reading.scopes.some((scope) => covers(scope, sought));
}

function covers(scope: Scope, { namespace, labels }: Sought): boolean {
  if (scope.namespace !== undefined && scope.namespace !== namespace) return false;
  if (scope.selector === undefined) return true;
  return labels !== undefined && labels !== null && matches(scope.selector, labels);
}

function requirementsOf({ matchLabels, matchExpressions }: LabelSelector): readonly Requirement[] {
  const equal = Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  return [...equal, ...(matchExpressions ?? []).map(({ key, operator, values }) => ({ key, operator, values: values ?? [] }))];
}

/** Operators of k8s.io/apimachinery/pkg/labels: an absent label satisfies NotIn and `!=`. */
function satisfied({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  if (operator === 'In') return value !== undefined && values.includes(value);
  if (operator === 'Gt') return value !== undefined && integer(value) > integer(values[0]);
  if (operator === 'Lt') return value !== undefined && integer(value) < integer(values[0]);
  return false;
}

/** NaN, which compares false with everything, for what is no integer. */
function integer(text: string | undefined): number {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
}

const key = String.raw`[A-Za-z0-9](?:[\w./-]*\w)?`;
const value = String.raw`[\w.-]*`;
const forms: readonly (readonly [RegExp, (found: readonly string[]) => Requirement])[] = [
  [new RegExp(`^!\\s*(${key})$`), ([, name = '']) => ({ key: name, operator: 'DoesNotExist', values: [] })],
  [new RegExp(`^(${key})$`), ([, name = '']) => ({ key: name, operator: 'Exists', values: [] })],
  [new RegExp(`^(${key})\\s*!=\\s*(${value})$`), ([, name = '', other = '']) => ({ key: name, operator: 'NotIn', values: [other] })],
  [new RegExp(`^(${key})\\s*==?\\s*(${value})$`), ([, name = '', other = '']) => ({ key: name, operator: 'In', values: [other] })],
  [
    new RegExp(`^(${key})\\s*([<>])\\s*(-?\\d+)$`),
    ([, name = '', sign, than = '']) => ({ key: name, operator: sign === '<' ? 'Lt' : 'Gt', values: [than] }),
  ],
  [new RegExp(`^(${key})\\s+in\\s*\\(([^()]*)\\)$`), ([, name = '', set = '']) => ({ key: name, operator: 'In', values: valuesOf(set) })],
  [
    new RegExp(`^(${key})\\s+notin\\s*\\(([^()]*)\\)$`),
    ([, name = '', set = '']) => ({ key: name, operator: 'NotIn', values: valuesOf(set) }),
  ],
];

function valuesOf(set: string): readonly string[] {
  return set.split(',').map((item) => item.trim());
}

/** Undefined where a part of the text is no requirement. */
function parseSelector(text: string): readonly Requirement[] | undefined {
  if (text.trim() === '') return [];
  // A comma inside brackets separates values, not requirements.
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  const requirements = parts.map(parseRequirement);
  return requirements.every((requirement) => requirement !== undefined) ? requirements : undefined;
}

function parseRequirement(text: string): Requirement | undefined {
  for (const [form, toRequirement] of forms) {
    const found = form.exec(text);
    if (found !== null) return toRequirement(found);
  }
  return undefined;
}
