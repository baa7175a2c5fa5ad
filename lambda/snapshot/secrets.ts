/** How credentials look, by name and by form. */

/** Names under which credentials are kept: a word of its own, so that `tokenization` is none. */
const credentialName =
  /(^|[^a-z])(tokens?|passwords?|passwd|secrets?|secret[-_]?key|api[-_.]?keys?|apikeys?|access[-_]?keys?|private[-_]?keys?|credentials?|webhook([-_]?url)?)($|[^a-z])/i;

/**
 * Forms that are a credential whatever their name is: AWS keys, JSON web tokens, PEM, Slack's, GitHub's, addresses with a password in them.
 * Repetitions have an end, or hostile text would be searched in quadratic time.
 */
const credentialForm = new RegExp(
  [
    String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
    String.raw`\beyJ[\w-]{8,4096}\.[\w-]{4,4096}\.[\w-]*`,
    String.raw`-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)`,
    String.raw`\bhooks\.slack\.com/[^\s"'\\]+`,
    String.raw`\bxox[abeoprs]-[\w-]{8,}`,
    String.raw`\bgh[opusr]_\w{20,}`,
    String.raw`\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@"']{1,256}:[^\s/@"']{1,256}@`,
    String.raw`\b[Bb]earer\s+[\w.~+/-]{16,}=*`,
    String.raw`\b(?:password|passwd|secret|token|api[-_]?key)["']?\s*[=:]\s*["']?(?!\(redacted\))[^\s"',;]{6,}`,
  ].join('|'),
  'g',
);

export const masked = '(redacted)';

/** Whether an entry of a map, such as an annotation, looks like a credential. */
export function looksLikeCredential(name: string, value: string): boolean {
  // The last part of `example.org/token` is its name; a whole domain such as `secrets-store.csi.x-k8s.io` is not.
  return credentialName.test(name.slice(name.lastIndexOf('/') + 1).replace(/([a-z])([A-Z])/g, '$1-$2')) || maskedText(value) !== value;
}

/** Text with every credential that its form gives away replaced. */
export function maskedText(text: string): string {
  return text.replace(credentialForm, masked);
}
