/** What could not be read, as every report says it first: blindness is never health, and a report that is silent about it lies. */

import type { BlindSpot, Diagnosis } from '../diagnose/diagnosis.ts';
import { html, markdown } from './escape.ts';
import type { Lines, Page } from './page.ts';

/** One statement about everything that could not be read for the same reason. */
export interface Statement {
  /** "CANNOT TELL: eu-west-1 could not be read: no AWS credentials were found". */
  readonly headline: string;
  /** A sentence. */
  readonly remedy: string;
  readonly spots: readonly BlindSpot[];
}

export const isBlind = ({ cannotTell }: Pick<Diagnosis, 'cannotTell'>): boolean => cannotTell.length > 0;

export function statementsOf({ cannotTell }: Pick<Diagnosis, 'cannotTell'>): readonly Statement[] {
  const alike = Map.groupBy(cannotTell, ({ extent, because, remedy }) => JSON.stringify([extent, because, remedy]));
  return [...alike.values()].flatMap((spots) => {
    const [first] = spots;
    if (first === undefined) return [];
    const read = first.extent === 'nothing-read' ? 'read' : 'read completely';
    return [{ headline: `CANNOT TELL: ${named(spots)} could not be ${read}: ${first.because}`, remedy: asSentence(first.remedy), spots }];
  });
}

const words = { cluster: 'cluster', 'load-balancer': 'load balancer', service: 'Service', gateway: 'Gateway' } as const;

/** The name of a region says what it is; the others say it first. */
export const nameOf = ({ subject, name, region }: BlindSpot): string => {
  if (subject === 'region') return name;
  return `${words[subject]} ${name}${region === null ? '' : ` (${region})`}`;
};

const few = 4;

function named(spots: readonly BlindSpot[]): string {
  const names = spots.slice(0, few).map(nameOf);
  const rest = spots.length - names.length;
  const last = rest > 0 ? `${rest} more` : names.pop();
  return names.length === 0 ? (last ?? '') : `${names.join(', ')} and ${last}`;
}

/** A command is quoted as it is: a full stop would become part of it. */
function asSentence(clause: string): string {
  const sentence = `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`;
  if (/^(aws|kubectl|nlb-doctor) /.test(clause)) return clause;
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}

export const cannotTellText = (diagnosis: Diagnosis, { paint, prose }: Page): Lines =>
  statementsOf(diagnosis).flatMap(({ headline, remedy }) => [...prose(headline, 0).map((line) => paint('red', line)), ...prose(remedy, 2)]);

export const cannotTellMarkdown = (diagnosis: Diagnosis): string =>
  statementsOf(diagnosis)
    .map(({ headline, remedy }) => `**${markdown(headline)}.** ${markdown(remedy)}`)
    .join('\n\n');

export const cannotTellHtml = (diagnosis: Diagnosis): string =>
  statementsOf(diagnosis)
    .map(({ headline, remedy }) => `<p class="blind"><strong>${html(headline)}.</strong> ${html(remedy)}</p>`)
    .join('\n');
