/** A strict little parser of XML 1.0 without DTDs and namespaces: what it does not take is not well-formed. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Text of its own, entities resolved. */
  readonly text: string;
}

const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const tag = /^<(\/?)([A-Za-z][\w:-]*)((?:\s+[A-Za-z][\w:-]*="[^"<]*")*)\s*(\/?)>/;
const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolved(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(text)) throw new Error(`a bare & in ${text}`);
  return text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => names[name] ?? '');
}

function attributesOf(source: string): Readonly<Record<string, string>> {
  const pairs = [...source.matchAll(/([A-Za-z][\w:-]*)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, resolved(value)] as const);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`an attribute twice in ${source}`);
  return Object.fromEntries(pairs);
}

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** The root element. `empty`: elements that HTML never closes. Throws where the text is not well-formed. */
export function parseXml(source: string, empty: readonly string[] = []): Element {
  if (forbidden.test(source)) throw new Error('a character XML does not allow');
  const top: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack: Open[] = [top];
  let rest = source.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>|^<!doctype html>/, '');
  while (rest !== '') rest = rest.startsWith('<') ? takeTag(rest, stack, empty) : takeText(rest, stack);
  const [root, ...others] = top.children;
  if (stack.length !== 1 || root === undefined || others.length > 0 || top.text.trim() !== '') throw new Error('not one element, closed');
  return root;
}

function takeText(rest: string, stack: readonly Open[]): string {
  const end = rest.indexOf('<');
  const text = end === -1 ? rest : rest.slice(0, end);
  const open = stack.at(-1);
  if (open !== undefined) open.text += resolved(text);
  return rest.slice(text.length);
}

function takeTag(rest: string, stack: Open[], empty: readonly string[]): string {
  const match = tag.exec(rest);
  if (match === null) throw new Error(`not a tag: ${rest.slice(0, 60)}`);
  const [whole, closing, name = '', attributes = '', closed] = match;
  if (closing === '/') close(name, stack);
  else {
    const opened: Open = { name, attributes: attributesOf(attributes), children: [], text: '' };
    stack.at(-1)?.children.push(opened);
    if (closed !== '/' && !empty.includes(name)) stack.push(opened);
  }
  return rest.slice(whole.length);
}

function close(name: string, stack: Open[]): void {
  const open = stack.pop();
  if (open?.name !== name) throw new Error(`</${name}> closes <${open?.name ?? ''}>`);
}

export const everyElement = (element: Element): readonly Element[] => [element, ...element.children.flatMap(everyElement)];

/** Names of elements and attributes, without any text: what an attacker would have to change. */
export const shapeOf = ({ name, attributes, children }: Element): unknown => [name, Object.keys(attributes), children.map(shapeOf)];
