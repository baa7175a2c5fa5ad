/** What Slack accepts, as a table; a message is built within it, and a test holds every message to it. */

import type { KnownBlock } from '@slack/types';

/** Characters, but for the counts. Sources: docs.slack.dev/reference/block-kit; the sum was observed (slackapi/bolt-js issue 2509). */
export const slackLimits = {
  blocks: 50,
  headerText: 150,
  sectionText: 3_000,
  fieldText: 2_000,
  fields: 10,
  contextElements: 10,
  contextText: 2_000,
  sumOfTexts: 13_200,
  fallbackText: 4_000,
} as const;

/** Ours, below Slack's: a message that fits on a screen and is read. */
export const ownLimits = { blocks: 12, sumOfTexts: 6_000 } as const;

/** Every way in which blocks go beyond the limits, in a sentence each. */
export function beyondLimits(blocks: readonly KnownBlock[], fallback: string): readonly string[] {
  const sum = blocks.flatMap(textsOf).reduce((total, text) => total + text.length, 0);
  return [
    ...complaint('blocks', blocks.length, Math.min(slackLimits.blocks, ownLimits.blocks)),
    ...complaint('sum of texts', sum, Math.min(slackLimits.sumOfTexts, ownLimits.sumOfTexts)),
    ...complaint('fallback text', fallback.length, slackLimits.fallbackText),
    ...blocks.flatMap(ofBlock),
  ];
}

function ofBlock(block: KnownBlock): readonly string[] {
  switch (block.type) {
    case 'header':
      return [...complaint('header', block.text.text.length, slackLimits.headerText), ...empty('header', block.text.text)];
    case 'section':
      return [
        ...(block.text === undefined
          ? []
          : [...complaint('section', block.text.text.length, slackLimits.sectionText), ...empty('section', block.text.text)]),
        ...complaint('fields', block.fields?.length ?? 0, slackLimits.fields),
        ...(block.fields ?? []).flatMap(({ text }) => [...complaint('field', text.length, slackLimits.fieldText), ...empty('field', text)]),
      ];
    case 'context':
      return [
        ...complaint('context elements', block.elements.length, slackLimits.contextElements),
        ...textsOf(block).flatMap((text) => complaint('context', text.length, slackLimits.contextText)),
      ];
    default:
      return block.type === 'divider' ? [] : [`a block of type ${block.type} is not among those that are checked`];
  }
}

export function textsOf(block: KnownBlock): readonly string[] {
  if (block.type === 'header') return [block.text.text];
  if (block.type === 'section') return [block.text?.text ?? '', ...(block.fields ?? []).map(({ text }) => text)];
  if (block.type === 'context')
    return block.elements.flatMap((element) => ('text' in element && typeof element.text === 'string' ? [element.text] : []));
  return [];
}

const complaint = (what: string, is: number, most: number) => (is <= most ? [] : [`${what}: ${is}, at most ${most}`]);
const empty = (what: string, text: string) => (text === '' ? [`${what}: empty`] : []);
