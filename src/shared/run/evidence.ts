// Evidence and citations: the passages that tools returned, and the places in an answer that point to them as `[id]`.

import { isJsonObject, type JsonObject, type JsonValue } from '../json/value.ts';
import { isPassage, type Passage, type PortSpec } from '../tool/ports.ts';

const citationPattern = /\[((?:p-[0-9a-f]{8,})(?:\s*[,;]\s*p-[0-9a-f]{8,})*)\]/g;

/** All passages in the values of some output ports, in order, each id once. With ports given, only those typed `passages` count. */
export function passagesOf(outputs: JsonObject, ports?: readonly PortSpec[]): readonly Passage[] {
  const found = new Map<string, Passage>();
  for (const [name, value] of Object.entries(outputs)) {
    const port = ports?.find((candidate) => candidate.name === name);
    if (ports !== undefined && port?.type !== 'passages' && port?.type !== 'json') continue;
    collect(value, found, 4);
  }
  return [...found.values()];
}

function collect(value: JsonValue, found: Map<string, Passage>, depth: number): void {
  if (isPassage(value)) {
    if (!found.has(value.id)) found.set(value.id, value);
  } else if (depth > 0 && Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) collect(item, found, depth - 1);
  } else if (depth > 0 && isJsonObject(value)) {
    for (const item of Object.values(value)) collect(item, found, depth - 1);
  }
}

/** Ids that a text cites, in order of first citation, each once. */
export function citedIds(text: string): readonly string[] {
  const ids = new Set<string>();
  for (const match of text.matchAll(citationPattern)) {
    for (const id of (match[1] ?? '').split(/\s*[,;]\s*/)) ids.add(id);
  }
  return [...ids];
}

/** A text cut at its citations: plain pieces and groups of cited ids, in order. */
export function splitAtCitations(
  text: string,
): readonly ({ readonly text: string } | { readonly ids: readonly string[] })[] {
  const pieces: ({ text: string } | { ids: readonly string[] })[] = [];
  let from = 0;
  for (const match of text.matchAll(citationPattern)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ ids: (match[1] ?? '').split(/\s*[,;]\s*/) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** Cited passages in order of citation, and the ids that no tool ever returned. */
export function resolveCitations(
  text: string,
  passages: (id: string) => Passage | undefined,
): { readonly cited: readonly Passage[]; readonly unknown: readonly string[] } {
  const cited: Passage[] = [];
  const unknown: string[] = [];
  for (const id of citedIds(text)) {
    const passage = passages(id);
    if (passage === undefined) unknown.push(id);
    else cited.push(passage);
  }
  return { cited, unknown };
}
