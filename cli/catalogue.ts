/** The catalogue of demo worlds: what each is about, and which one a name means. */

import { distance } from 'fastest-levenshtein';
import { whyOf, worldNames } from '../lab/worlds/catalogue.ts';
import { shortened, singleLine } from '../lambda/report/escape.ts';
import { UsageError } from './command.ts';

/** The seed incident is what `demo` plays when no world is named. */
export const defaultWorld = 'seed-incident';

/** @param columns width of the terminal; undefined where the list is read by a program */
export function listOfWorlds(columns: number | undefined): string {
  const names = worldNames;
  const [examples, ofRules] = [names.filter((name) => !isOfRule(name)), names.filter(isOfRule)];
  const ordered = [defaultWorld, ...examples.filter((name) => name !== defaultWorld), ...ofRules];
  const width = Math.max(...ordered.map((name) => shortNameOf(name, names).length));
  const lines = ordered.map((name) => `${shortNameOf(name, names).padEnd(width)}  ${titleOf(name)}`);
  return lines.map((line) => `${columns === undefined ? line : shortened(line, columns)}\n`).join('');
}

/** Worlds of a rule stand two folders deep: `<area>/<rule>/<variant>`. */
const isOfRule = (name: string): boolean => name.includes('/');

/** The first sentence of what decides the case. */
function titleOf(name: string): string {
  const why = whyOf(name);
  return singleLine(/^.*?\.(?=\s|$)/s.exec(why)?.[0] ?? why);
}

/** What is typed for each world, as the list shows it. */
export const shortNames = (): readonly string[] => [...new Set(worldNames.map((name) => shortNameOf(name, worldNames)))].toSorted();

/** What must be typed: the rule alone for its first world, and the variant after it for the others. */
function shortNameOf(name: string, names: readonly string[]): string {
  const [, rule, variant] = name.split('/');
  if (rule === undefined || variant === undefined) return name;
  return variantsOf(rule, names)[0] === name ? rule : `${rule}/${variant}`;
}

const variantOrder = ['cause', 'advice'];

/** The worlds of a rule, that in which it speaks first. */
function variantsOf(rule: string, names: readonly string[]): readonly string[] {
  const rank = (name: string) => {
    const at = variantOrder.indexOf(name.split('/')[2] ?? '');
    return at < 0 ? variantOrder.length : at;
  };
  return names.filter((name) => name.split('/')[1] === rule).toSorted((one, other) => rank(one) - rank(other));
}

/** @param given a whole name, the name of a rule with or without its area, or `<rule>/<variant>`. @throws UsageError with the nearest names */
export function worldNamed(given: string): string {
  const names = worldNames;
  const whole = given.replace(/\/+$/, '');
  const wanted = whole.split('/');
  const rule = wanted.length > 1 && names.some((name) => name.startsWith(`${wanted.slice(0, 2).join('/')}/`)) ? wanted.slice(1) : wanted;
  const [ofRule = '', variant] = rule;
  const variants = variantsOf(ofRule, names);
  const found = names.includes(whole) ? whole : variants.find((name) => variant === undefined || name.endsWith(`/${ofRule}/${variant}`));
  if (found !== undefined) return found;
  throw new UsageError(`there is no scenario "${singleLine(given)}". ${nearestOf(given, names)} All of them: nlb-doctor demo --list.`);
}

const mostSuggestions = 3;

function nearestOf(given: string, names: readonly string[]): string {
  const short = [...new Set(names.map((name) => shortNameOf(name, names)))];
  const word = given.split('/').at(-1) || given;
  const ranked = short.map((name) => ({ name, away: awayFrom(word, name) })).toSorted((one, other) => one.away - other.away);
  return `The nearest: ${ranked
    .slice(0, mostSuggestions)
    .map(({ name }) => name)
    .join(', ')}.`;
}

/** A name that holds the word counts as near, however long the rest of it is. */
const awayFrom = (word: string, name: string): number => (word !== '' && name.includes(word) ? 0 : distance(word, name));
