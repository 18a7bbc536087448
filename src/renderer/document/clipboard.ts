// The clipboard is JSON text, so that a piece pastes into another window, a file or a chat message, and back: a document, or with the wires
// that came into it, the document and those wires.

import { canonicalJson } from '../../shared/json/canonical.ts';
import { documentJsonLimits, readJson } from '../../shared/json/read.ts';
import { utf8Length } from '../../shared/json/utf8.ts';
import { isJsonObject, ownValue } from '../../shared/json/value.ts';
import {
  documentFormat,
  documentLimits,
  parseDocument,
  writeDocument,
  type PipelineDocument,
  type Wire,
} from '../../shared/pipeline/document.ts';

export const pieceFormat = 'piece/1';

export interface Clip {
  readonly piece: PipelineDocument;
  /** Wires into the piece from nodes outside it. */
  readonly incoming: readonly Wire[];
}

/** The text to put on the clipboard for a piece of a document, with the wires that came into it. */
export function clipboardText(piece: PipelineDocument, incoming: readonly Wire[] = []): string {
  return incoming.length === 0
    ? writeDocument(piece)
    : canonicalJson({ longline: pieceFormat, document: piece, incoming });
}

/** The piece that a pasted text holds, or null when it holds none. */
export function pieceFromText(text: string): PipelineDocument | null {
  return clipFromText(text)?.piece ?? null;
}

/** The same with the wires that came into it. Of a longer text, the first code block or braces that hold a piece. */
export function clipFromText(text: string): Clip | null {
  if (!text.includes('longline') || utf8Length(text) > 2 * documentLimits.maxBytes) return null;
  for (const candidate of candidatesIn(text)) {
    const clip = clipOf(candidate);
    if (clip !== null) return clip;
  }
  return null;
}

/** So many places of a text are tried: what is pasted from a chat has a few, what has more is not from one. */
const mostCandidates = 50;

function* candidatesIn(text: string): Generator<string> {
  const bare = text.trim();
  if (bare.startsWith('{')) yield bare;
  for (const [, , block = ''] of text.matchAll(/^[ \t]*(```|~~~)[^\n]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm)) {
    if (block.trim().startsWith('{')) yield block.trim();
  }
  let tried = 0;
  for (let start = text.indexOf('{'); start !== -1 && tried < mostCandidates; start = text.indexOf('{', start + 1)) {
    if (!/^\{\s*"/.test(text.slice(start, start + 200))) continue;
    tried += 1;
    const end = endOfObject(text, start);
    if (end !== null) yield text.slice(start, end);
  }
}

/** Where the object that begins at a brace ends. */
function endOfObject(text: string, start: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{') depth += 1;
    else if (sign === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}

function clipOf(source: string): Clip | null {
  if (utf8Length(source) > documentLimits.maxBytes) return null;
  try {
    const value = readJson(source, documentJsonLimits);
    if (!isJsonObject(value) || ownValue(value, 'longline') !== pieceFormat)
      return { piece: parseDocument(value), incoming: [] };
    const piece = parseDocument(ownValue(value, 'document'));
    // Wires are checked as those of a document are.
    const wires = ownValue(value, 'incoming') ?? [];
    const incoming = parseDocument({ format: documentFormat, meta: { title: '' }, nodes: [], wires }).wires;
    return { piece, incoming };
  } catch {
    return null;
  }
}
