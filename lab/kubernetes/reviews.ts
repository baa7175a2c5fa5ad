/** What a user may ask about itself: may I do this, and what may I do. */

import { type Answer, json } from '../answer.ts';
import { type AccessRule, mayDo, maySee } from './access.ts';
import { badRequest } from './status.ts';

type Document = Readonly<Record<string, unknown>>;

/** @param plural `selfsubjectaccessreviews` or `selfsubjectrulesreviews` */
export function review(plural: string, body: string, rules: readonly AccessRule[]): Answer {
  const asked = parsed(body);
  if (asked === undefined) return badRequest('the body is no review');
  const answered = plural === 'selfsubjectrulesreviews' ? rulesOf(asked, rules) : accessOf(asked, rules);
  return json(
    { apiVersion: 'authorization.k8s.io/v1', kind: kinds[plural], metadata: { creationTimestamp: null }, spec: asked, status: answered },
    201,
  );
}

const kinds: Readonly<Record<string, string>> = {
  selfsubjectaccessreviews: 'SelfSubjectAccessReview',
  selfsubjectrulesreviews: 'SelfSubjectRulesReview',
};

function parsed(body: string): Document | undefined {
  try {
    const value = JSON.parse(body) as { readonly spec?: Document };
    return value.spec;
  } catch {
    return undefined;
  }
}

function accessOf(spec: Document, rules: readonly AccessRule[]): Document {
  const object = spec.resourceAttributes as Readonly<Record<string, string>> | undefined;
  const path = spec.nonResourceAttributes as Readonly<Record<string, string>> | undefined;
  if (object === undefined) return { allowed: maySee(rules, path?.verb ?? '', path?.path ?? '') };
  const { verb = '', group = '', resource = '', subresource, namespace, name } = object;
  const plural = subresource ? `${resource}/${subresource}` : resource;
  return { allowed: mayDo(rules, { verb, group, plural, namespace: namespace || undefined, name: name || undefined }) };
}

function rulesOf({ namespace }: Document, rules: readonly AccessRule[]): Document {
  const here = rules.filter((rule) => rule.namespace === undefined || rule.namespace === namespace);
  const resourceRules = here.filter((rule) => rule.resources !== undefined).map(({ namespace: _, nonResourceURLs: __, ...rule }) => rule);
  const nonResourceRules = here.flatMap(({ nonResourceURLs, verbs }) =>
    nonResourceURLs === undefined ? [] : [{ nonResourceURLs, verbs }],
  );
  return { resourceRules, nonResourceRules, incomplete: false };
}
