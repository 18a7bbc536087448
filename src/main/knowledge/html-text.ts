// The readable text of an HTML page: scripts, styles and hidden parts dropped, headings and table rows kept, one blank line between
// paragraphs. Nothing is fetched and nothing is executed.

import { Parser } from 'htmlparser2';
import { dayOf } from './days.ts';

export interface HtmlText {
  readonly text: string;
  readonly title: string | null;
  /** The date that the page's head states. */
  readonly metaDate: string | null;
  /** The first `<time>` of the page. */
  readonly timeDate: string | null;
  readonly headings: readonly { readonly text: string; readonly level: number; readonly start: number }[];
}

const dropped: ReadonlySet<string> = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'math',
  'iframe',
  'object',
  'canvas',
  'video',
  'audio',
  'select',
  'button',
  'title',
]);
const paragraphs: ReadonlySet<string> = new Set([
  'p',
  'div',
  'section',
  'article',
  'header',
  'footer',
  'main',
  'aside',
  'nav',
  'ul',
  'ol',
  'dl',
  'table',
  'blockquote',
  'pre',
  'figure',
  'figcaption',
  'address',
  'form',
  'fieldset',
  'details',
  'summary',
  'hr',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'body',
  'caption',
]);
const lines: ReadonlySet<string> = new Set(['br', 'li', 'tr', 'dt', 'dd', 'option']);
const dateNames: ReadonlySet<string> = new Set([
  'date',
  'dc.date',
  'dcterms.date',
  'dcterms.created',
  'article:published_time',
  'datepublished',
  'pubdate',
  'publish-date',
  'last-modified',
]);

/** Reads a page of any quality; what is not closed is closed at the end. */
export function htmlText(html: string): HtmlText {
  const out = new TextBuilder();
  const headings: { text: string; level: number; start: number }[] = [];
  let title: string | null = null;
  let metaDate: string | null = null;
  let timeDate: string | null = null;
  let inTitle = false;
  let hiddenDepth = 0;
  let preDepth = 0;
  let heading: { readonly level: number; readonly name: string; start: number | null; text: string } | null = null;
  const hidden: boolean[] = [];

  const endHeading = () => {
    if (heading !== null && heading.start !== null) {
      headings.push({ text: heading.text.replaceAll(/\s+/g, ' ').trim(), level: heading.level, start: heading.start });
    }
    heading = null;
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'title' && title === null) inTitle = true;
        if (name === 'meta') {
          const key = (attributes['name'] ?? attributes['property'] ?? attributes['itemprop'] ?? '').toLowerCase();
          if (dateNames.has(key)) metaDate ??= dayOf(attributes['content']);
        }
        if (name === 'time') timeDate ??= dayOf(attributes['datetime']);
        const hides = dropped.has(name) || isHidden(attributes);
        hidden.push(hides);
        if (hides) hiddenDepth += 1;
        if (hiddenDepth > 0) return;
        if (paragraphs.has(name)) out.breakLine(2);
        else if (lines.has(name)) out.breakLine(1);
        if (name === 'li') out.item();
        if (name === 'pre') preDepth += 1;
        const level = /^h([1-6])$/.exec(name)?.[1];
        if (level !== undefined) {
          endHeading();
          heading = { level: Number(level), name, start: null, text: '' };
        }
      },
      ontext(text) {
        if (inTitle) title = (title ?? '') + text;
        if (hiddenDepth > 0) return;
        const from = out.write(preDepth > 0 ? text : text.replaceAll(/[\s\u00a0]+/g, ' '), preDepth > 0);
        if (heading !== null) {
          heading.start ??= from;
          heading.text += text;
        }
      },
      onclosetag(name) {
        if (name === 'title') inTitle = false;
        const wasHidden = hiddenDepth > 0;
        if (hidden.pop() === true) hiddenDepth -= 1;
        if (wasHidden) return;
        if (heading?.name === name) endHeading();
        if (name === 'pre') preDepth = Math.max(0, preDepth - 1);
        if (name === 'td' || name === 'th') out.cell();
        else if (paragraphs.has(name)) out.breakLine(2);
        else if (lines.has(name)) out.breakLine(1);
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.end(html);
  endHeading();
  const name = (title as string | null)?.replaceAll(/\s+/g, ' ').trim() || null;
  return { text: out.text(), title: name, metaDate, timeDate, headings: headings.filter((found) => found.text !== '') };
}

function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  if (attributes['hidden'] !== undefined || attributes['aria-hidden'] === 'true') return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])/i.test(attributes['style'] ?? '');
}

// Breaks are owed until text follows, so that there are never three of them and none at either end.
class TextBuilder {
  #parts: string[] = [];
  #length = 0;
  #owedLines = 0;
  #owedCell = false;
  #owedMark = false;
  #endsInSpace = true;

  /** Offset at which the text begins, or null when there was nothing but space to write. */
  write(text: string, verbatim = false): number | null {
    let piece = verbatim ? text : this.#owedLines > 0 || this.#endsInSpace ? text.replace(/^ /, '') : text;
    if (this.#length === 0) piece = piece.trimStart();
    if (piece === '') return null;
    if (!verbatim && piece.trim() === '') {
      if (this.#owedLines === 0 && !this.#owedCell && !this.#endsInSpace) this.#append(' ');
      return null;
    }
    if (this.#owedLines > 0 && this.#length > 0) this.#append('\n'.repeat(this.#owedLines));
    else if (this.#owedCell) {
      this.#append(' | ');
      piece = piece.trimStart();
    }
    if (this.#owedMark) {
      this.#append('- ');
      piece = piece.trimStart();
    }
    this.#owedLines = 0;
    this.#owedCell = false;
    this.#owedMark = false;
    const start = this.#length;
    this.#append(piece);
    return start;
  }

  breakLine(count: 1 | 2): void {
    this.#owedLines = Math.max(this.#owedLines, count);
    this.#owedCell = false;
  }

  item(): void {
    this.#owedMark = true;
  }

  cell(): void {
    this.#owedCell = true;
  }

  text(): string {
    return this.#parts.join('').trimEnd();
  }

  #append(piece: string): void {
    this.#parts.push(piece);
    this.#length += piece.length;
    this.#endsInSpace = /\s$/.test(piece);
  }
}
