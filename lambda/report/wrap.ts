/** Words on lines: nothing a person has to read is wider than the terminal. */

/** Lines of at most `width` characters (8 at least); a longer word is cut at a character. */
export function wrapped(text: string, width: number): readonly string[] {
  const room = Math.max(8, width);
  const lines: string[] = [];
  let used = 0;
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, room))) {
    const length = lengthOf(word);
    const fits = lines.length > 0 && used + 1 + length <= room;
    if (fits) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
    used = fits ? used + 1 + length : length;
  }
  return lines;
}

/** In characters, where an emoji outside the basic plane is one. */
export const lengthOf = (text: string): number => [...text].length;

function pieces(word: string, width: number): readonly string[] {
  const characters = [...word];
  const count = Math.ceil(characters.length / width);
  return count <= 1 ? [word] : Array.from({ length: count }, (_, at) => characters.slice(at * width, (at + 1) * width).join(''));
}
