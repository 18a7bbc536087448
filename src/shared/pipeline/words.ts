// The words of a pipeline, as a search looks through them: everything that a person or the canvas wrote into it, one text for each
// line. Finding is by parts of words, so that languages without spaces are found as well.

import { isJsonObject, type JsonValue } from '../json/value.ts';
import type { PipelineDocument } from './document.ts';

/** Characters that an excerpt shows before and after what was found. */
const around = { before: 32, after: 72 } as const;

/** All words of a document as written: title, description, tags, then nodes and notes, then those of its inner pipelines. */
export function wordsOf(document: PipelineDocument): string {
  const lines = new Set<string>();
  collect(document, (text) => {
    if (text !== undefined && text.trim() !== '') lines.add(text.normalize('NFC'));
  });
  return [...lines].join('\n');
}

/** The text in lower case, each character in its place: a position in the one is the same position in the other. */
export function foldCase(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (character) => {
    const small = character.toLowerCase();
    return small.length === character.length ? small : character;
  }).join('');
}

/** What a person typed into a search, as the words to find. */
export function searchedWords(text: string): readonly string[] {
  return foldCase(text.normalize('NFC')).split(/\s+/).filter(Boolean);
}

/** The words of a document around the first of the words that are searched; null unless it holds every one. */
export function excerptOf(words: string, searched: readonly string[]): string | null {
  const folded = foldCase(words);
  const [first] = searched;
  if (first === undefined || searched.some((word) => !folded.includes(word))) return null;
  const at = folded.indexOf(first);
  const lineStart = words.lastIndexOf('\n', at - 1) + 1;
  const nextLine = words.indexOf('\n', at + first.length);
  const lineEnd = nextLine === -1 ? words.length : nextLine;
  const start = whole(words, Math.max(lineStart, at - around.before));
  const end = whole(words, Math.min(lineEnd, at + first.length + around.after));
  return `${start > lineStart ? '…' : ''}${words.slice(start, end).trim()}${end < lineEnd ? '…' : ''}`;
}

function collect(document: PipelineDocument, add: (text: string | undefined) => void): void {
  const { meta, nodes, view, pipelines } = document;
  for (const text of [meta.title, meta.description, ...(meta.tags ?? []), meta.author]) add(text);
  for (const { id, kind, title, params } of nodes) {
    for (const text of [title, id, kind]) add(text);
    for (const value of Object.values(params)) collectTexts(value, add);
  }
  for (const { text } of view?.notes ?? []) add(text);
  for (const { title } of view?.groups ?? []) add(title);
  for (const [name, inner] of Object.entries(pipelines ?? {})) {
    add(name);
    collect(inner, add);
  }
}

function collectTexts(value: JsonValue, add: (text: string) => void): void {
  if (typeof value === 'string') add(value);
  else if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) collectTexts(item, add);
  else if (isJsonObject(value)) for (const item of Object.values(value)) collectTexts(item, add);
}

// A place between two halves of one character is moved before it.
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return at > 0 && code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
