// What the body of a node says: the summary of its kind, with the node's params in its places.

import { ownValue, type JsonObject, type JsonValue } from '../../json/value.ts';
import type { KindCard } from '../../tool/kind.ts';
import { withDefaults } from '../../tool/schema.ts';
import type { PipelineNode } from '../document.ts';

/** A body has room for so many lines, each of so many characters. */
export const summaryLimits = { lines: 3, characters: 160 } as const;

/** The lines that say what a node does here, at most three. A line whose places are all empty says nothing and is left out. */
export function summaryLines(card: KindCard, node: PipelineNode): readonly string[] {
  if (card.summary === '') return [];
  const params = withDefaults(card.params, node.params);
  return card.summary
    .split('\n')
    .map((line) => filled(line, params))
    .filter((line) => line !== '')
    .slice(0, summaryLimits.lines);
}

/** The same in one line. */
export function summaryOf(card: KindCard, node: PipelineNode): string {
  return summaryLines(card, node).join(' · ');
}

/** A text in one line, cut after so many characters. */
export function oneLine(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

function filled(line: string, params: JsonObject): string {
  let places = 0;
  let empty = 0;
  const text = line.replaceAll(/\{([A-Za-z0-9_-]+)\}/g, (_, name: string) => {
    const value = shown(ownValue(params, name));
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
