/** Names of files made of names from a cluster or an account, which may hold anything, and back. */

/** Percent-encodes what is not a letter, digit, dash, dot or underscore, and whole names of dots: the result never leaves its folder. */
export function fileName(name: string): string {
  const encoded = [...Buffer.from(name, 'utf8')].map(byteName).join('');
  if (encoded === '') return '%';
  return encoded.startsWith('.') ? `%2E${encoded.slice(1)}` : encoded;
}

function byteName(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9._-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The name behind a file name; a name that was not encoded by `fileName` is itself. */
export function nameOfFile(file: string): string {
  if (file === '%') return '';
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}
