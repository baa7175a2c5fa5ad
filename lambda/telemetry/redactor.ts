/** What must not be in any log: the secrets this process has read, by their value, and everything that looks like a credential. */

import { singleLine } from '../report/escape.ts';
import { masked, maskedText } from '../snapshot/secrets.ts';

export interface Redactor {
  /** Remembers a secret text, so that it is masked wherever it turns up. */
  readonly learn: (secret: string) => void;
  /** One line without secrets, of 2,000 characters at most. */
  readonly text: (text: string) => string;
}

const longest = 2_000;
/** Forms of our own kind that the general list does not have. */
const own = /\bk8s-aws-v1\.[\w-]+|X-Amz-(?:Signature|Credential|Security-Token)=[^&\s"']+/gi;

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    learn: (secret) => {
      if (secret.trim().length >= 8) secrets.add(secret.trim());
    },
    text: (text) => {
      const known = [...secrets].reduce((rest, secret) => rest.replaceAll(secret, masked), text.slice(0, 64 * 1024));
      const clean = singleLine(maskedText(known.replace(own, masked)));
      return clean.length <= longest ? clean : `${clean.slice(0, longest)}... (${clean.length - longest} characters more)`;
    },
  };
}
