// What the body of a node says: the summary of its kind, with the node's params in its places. Of a choice its title is said.

import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../json/value.ts';
import type { KindCard } from '../../tool/kind.ts';
import { withDefaults } from '../../tool/schema.ts';
import type { PipelineNode } from '../document.ts';

/** A body has room for so many lines, each of so many characters. */
export const summaryLimits = { lines: 3, characters: 160 } as const;

/** How summaries are said, where it is not as the kinds say them themselves. */
export interface SummaryWords {
  /** The summary of a kind, with the same lines and places. */
  template(card: KindCard): string;
  /** What a text in a param is called; null: nothing else. */
  value(card: KindCard, param: string, value: string): string | null;
}

/** The lines that say what a node does here, at most three. A line whose places are all empty says nothing and is left out. */
export function summaryLines(card: KindCard, node: PipelineNode, words: SummaryWords = plainWords): readonly string[] {
  if (card.summary === '') return [];
  const params = withDefaults(card.params, node.params);
  return words
    .template(card)
    .split('\n')
    .map((line) => filled(line, params, (param, value) => words.value(card, param, value)))
    .filter((line) => line !== '')
    .slice(0, summaryLimits.lines);
}

/** The same in one line. */
export function summaryOf(card: KindCard, node: PipelineNode, words: SummaryWords = plainWords): string {
  return summaryLines(card, node, words).join(' · ');
}

/** The title of a choice as it stands within a sentence; null for a param without choices. */
export function choiceInSentence({ params }: KindCard, param: string, value: string): string | null {
  const properties = ownValue(params, 'properties');
  const property = isJsonObject(properties) ? ownValue(properties, param) : undefined;
  const titles = isJsonObject(property) ? ownValue(property, 'choices') : undefined;
  const title = isJsonObject(titles) ? ownValue(titles, value) : undefined;
  return typeof title === 'string' ? `${title.slice(0, 1).toLowerCase()}${title.slice(1)}` : null;
}

/** A text in one line, cut after so many characters. */
export function oneLine(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

const plainWords: SummaryWords = { template: ({ summary }) => summary, value: choiceInSentence };

function filled(line: string, params: JsonObject, called: (param: string, value: string) => string | null): string {
  let places = 0;
  let empty = 0;
  const text = line.replaceAll(/\{([A-Za-z0-9_-]+)\}/g, (_, name: string) => {
    const given = ownValue(params, name);
    const value = (typeof given === 'string' ? called(name, given) : null) ?? shown(given);
    places += 1;
    if (value.trim() === '') empty += 1;
    return value;
  });
  return places > 0 && places === empty ? '' : oneLine(text, summaryLimits.characters);
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
