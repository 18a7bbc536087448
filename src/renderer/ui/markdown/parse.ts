// The Markdown that models write, as a tree: headings, lists, tables, quotes, code, emphasis, links, images, citations. Raw HTML stays
// text. Nothing is drawn here; Markdown.tsx makes React elements of the tree.

import { splitAtCitations } from '../../../shared/run/evidence.ts';

export type Span =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'strong' | 'emphasis' | 'struck'; readonly spans: readonly Span[] }
  | { readonly type: 'link' | 'image'; readonly spans: readonly Span[]; readonly url: string }
  | { readonly type: 'cite'; readonly ids: readonly string[] }
  | { readonly type: 'break' };

export interface ListItem {
  readonly parts: readonly Part[];
}

export type Part =
  /** `level` is the count of #; `depth` the place in the outline from 1 on, in which no step is passed over. */
  | { readonly type: 'heading'; readonly level: number; readonly depth: number; readonly spans: readonly Span[] }
  | { readonly type: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly ListItem[] }
  | { readonly type: 'quote'; readonly parts: readonly Part[] }
  | { readonly type: 'fence'; readonly language: string; readonly text: string }
  | {
      readonly type: 'table';
      readonly head: readonly (readonly Span[])[];
      readonly rows: readonly (readonly (readonly Span[])[])[];
    }
  | { readonly type: 'rule' };

const deepest = 12;

/** The parts of a Markdown text. Never throws; what is not Markdown is a paragraph. */
export function parseMarkdown(text: string): readonly Part[] {
  return partsOf(text.replaceAll('\r\n', '\n').split('\n'), 0);
}

function partsOf(lines: readonly string[], depth: number): readonly Part[] {
  const parts: Part[] = [];
  const above: number[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const fence = /^\s{0,3}(```+|~~~+)\s*([^`]*)$/.exec(line);
    const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
    if (line.trim() === '') at += 1;
    else if (fence !== null) {
      const close = fence[1] ?? '```';
      let end = at + 1;
      while (end < lines.length && !(lines[end] ?? '').trim().startsWith(close)) end += 1;
      parts.push({ type: 'fence', language: (fence[2] ?? '').trim(), text: lines.slice(at + 1, end).join('\n') });
      at = end + 1;
    } else if (heading !== null) {
      const level = heading[1]?.length ?? 1;
      while ((above.at(-1) ?? 0) >= level) above.pop();
      above.push(level);
      parts.push({ type: 'heading', level, depth: above.length, spans: parseSpans(heading[2] ?? '') });
      at += 1;
    } else if (/^\s{0,3}([-*_])(\s*\1){2,}\s*$/.test(line)) {
      parts.push({ type: 'rule' });
      at += 1;
    } else if (/^\s{0,3}>/.test(line) && depth < deepest) {
      const end = endOf(lines, at, (next) => /^\s{0,3}>/.test(next));
      parts.push({
        type: 'quote',
        parts: partsOf(
          lines.slice(at, end).map((next) => next.replace(/^\s{0,3}> ?/, '')),
          depth + 1,
        ),
      });
      at = end;
    } else if (itemOf(line) !== null && depth < deepest) {
      const { list, end } = listAt(lines, at, depth);
      parts.push(list);
      at = end;
    } else if (
      line.includes('|') &&
      /^\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-{1,}:?\s*)*\|?\s*$/.test(lines[at + 1] ?? '') &&
      (lines[at + 1] ?? '').includes('-')
    ) {
      const end = endOf(lines, at + 2, (next) => next.includes('|'));
      parts.push({ type: 'table', head: cellsOf(line), rows: lines.slice(at + 2, end).map(cellsOf) });
      at = end;
    } else {
      const end = endOf(lines, at + 1, (next) => next.trim() !== '' && !startsPart(next));
      parts.push({
        type: 'paragraph',
        spans: parseSpans(
          lines
            .slice(at, end)
            .map((next) => next.trim())
            .join('\n'),
        ),
      });
      at = end;
    }
  }
  return parts;
}

function listAt(lines: readonly string[], from: number, depth: number): { readonly list: Part; readonly end: number } {
  const first = itemOf(lines[from] ?? '');
  const ordered = first?.ordered ?? false;
  const indent = first?.indent ?? 0;
  const items: ListItem[] = [];
  let at = from;
  for (;;) {
    const item = itemOf(lines[at] ?? '');
    if (item === null || item.indent > indent + 1 || item.indent < indent || item.ordered !== ordered) break;
    const inner = [item.text];
    at += 1;
    while (at < lines.length) {
      const next = lines[at] ?? '';
      const own = itemOf(next);
      if (own !== null && own.indent <= indent + 1) break;
      const spaces = next.length - next.trimStart().length;
      if (next.trim() === '') {
        const after = lines[at + 1] ?? '';
        if (after.trim() === '' || after.length - after.trimStart().length <= indent) break;
      } else if (spaces <= indent && startsPart(next)) break;
      inner.push(next.slice(Math.min(spaces, item.width)));
      at += 1;
    }
    items.push({ parts: partsOf(inner, depth + 1) });
    const next = lines.slice(at).findIndex((line) => line.trim() !== '');
    if (next > 0 && itemOf(lines[at + next] ?? '')?.indent === indent) at += next;
  }
  return { list: { type: 'list', ordered, start: first?.number ?? 1, items }, end: Math.max(at, from + 1) };
}

function itemOf(
  line: string,
): { indent: number; width: number; ordered: boolean; number: number; text: string } | null {
  const match = /^(\s*)([-*+]|(\d{1,9})[.)])\s+(.*)$/.exec(line);
  if (match === null) return null;
  const indent = match[1]?.length ?? 0;
  const ordered = match[3] !== undefined;
  return {
    indent,
    width: indent + (match[2]?.length ?? 1) + 1,
    ordered,
    number: Number(match[3] ?? 1),
    text: match[4] ?? '',
  };
}

function startsPart(line: string): boolean {
  return /^\s{0,3}(#{1,6}\s|>|```|~~~)/.test(line) || itemOf(line) !== null;
}

function endOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  let end = from;
  while (end < lines.length && belongs(lines[end] ?? '')) end += 1;
  return end;
}

function cellsOf(line: string): readonly (readonly Span[])[] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => parseSpans(cell.trim()));
}

const spanPattern =
  /(`+)(.+?)\1|(!?)\[([^\]\n]*)\]\(\s*<?([^\s)>]*)>?(?:\s+"[^"]*")?\s*\)|\*\*(?=\S)([\s\S]+?\S|\S)\*\*|__(?=\S)([\s\S]+?\S|\S)__(?!\w)|~~(?=\S)([\s\S]+?)~~|\*(?=\S)([^*]*?[^\s*])\*|(?<!\w)_(?=\S)([^_]*?[^\s_])_(?!\w)|\\([\\`*_{}[\]()#+\-.!|~>])|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"])|( {2,}\n|\n)/;

/** The spans of one paragraph. */
export function parseSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  let rest = text;
  while (rest !== '') {
    const match = spanPattern.exec(rest);
    if (match === null) break;
    plain(rest.slice(0, match.index), spans);
    rest = rest.slice(match.index + match[0].length);
    const [, , code, bang, label, url, strong, strong2, struck, emphasis, emphasis2, escaped, bare, newline] = match;
    const bold = strong ?? strong2;
    const slanted = emphasis ?? emphasis2;
    if (code !== undefined) spans.push({ type: 'code', text: code.trim() });
    else if (url !== undefined)
      spans.push({
        type: bang === '!' ? 'image' : 'link',
        spans: label === '' ? [{ type: 'text', text: url }] : parseSpans(label ?? ''),
        url,
      });
    else if (bold !== undefined) spans.push({ type: 'strong', spans: parseSpans(bold) });
    else if (struck !== undefined) spans.push({ type: 'struck', spans: parseSpans(struck) });
    else if (slanted !== undefined) spans.push({ type: 'emphasis', spans: parseSpans(slanted) });
    else if (escaped !== undefined) spans.push({ type: 'text', text: escaped });
    else if (bare !== undefined) spans.push({ type: 'link', spans: [{ type: 'text', text: bare }], url: bare });
    else if (newline !== undefined) spans.push(newline.length > 1 ? { type: 'break' } : { type: 'text', text: '\n' });
  }
  plain(rest, spans);
  return spans;
}

function plain(text: string, spans: Span[]): void {
  if (text === '') return;
  for (const piece of splitAtCitations(text)) {
    spans.push('ids' in piece ? { type: 'cite', ids: piece.ids } : { type: 'text', text: piece.text });
  }
}
