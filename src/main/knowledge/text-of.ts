// One file's bytes as plain text with title, date and headings: what passages are cut from and what their spans count. Markdown and plain
// text are kept as they read; HTML is html-text.ts's.

import type { SourceText } from '../tools/define.ts';
import { dayOf } from './days.ts';
import { htmlText } from './html-text.ts';

type Heading = SourceText['headings'][number];

/** The plain text of a file, by the ending of its name. Line ends are `\n`; NUL characters are replaced. */
export function textOfFile(file: string, bytes: Uint8Array): SourceText {
  const raw = decode(bytes).replaceAll(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
  if (/\.html?$/i.test(file)) {
    const { text, title, metaDate, timeDate, headings } = htmlText(raw);
    return finished(file, text, headings, title, metaDate, timeDate);
  }
  const front = frontMatter(raw);
  const headings = markdownHeadings(raw, front.end);
  return finished(file, raw, headings, front.title, front.date, null);
}

function finished(
  file: string,
  text: string,
  headings: readonly Heading[],
  title: string | null,
  stated: string | null,
  mentioned: string | null,
): SourceText {
  const first = headings.find((heading) => heading.level === 1) ?? headings[0];
  const date = stated ?? dateLine(text) ?? mentioned ?? dayOf(/(?:^|[^\d])(\d{4}-\d{2}-\d{2})(?!\d)/.exec(file)?.[1]);
  return { file, title: title ?? first?.text ?? nameOf(file), date, text, headings };
}

function decode(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: almost always a file from an older Windows.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

// YAML's block between two lines of dashes; of it only title and date are read.
function frontMatter(text: string): {
  readonly end: number;
  readonly title: string | null;
  readonly date: string | null;
} {
  const found = /^---[ \t]*\n([\s\S]{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  if (found === null) return { end: 0, title: null, date: null };
  const field = (name: string) =>
    new RegExp(`^${name}[ \\t]*:[ \\t]*(.+)$`, 'im')
      .exec(found[1] ?? '')?.[1]
      ?.trim()
      .replaceAll(/^["']|["']$/g, '');
  return { end: found[0].length, title: field('title') || null, date: dayOf(field('date')) };
}

function markdownHeadings(text: string, from: number): Heading[] {
  const headings: Heading[] = [];
  let fence: string | null = null;
  let start = from;
  let previous = { start: from, line: '' };
  while (start < text.length) {
    const stop = text.indexOf('\n', start);
    const line = text.slice(start, stop === -1 ? text.length : stop);
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1];
    if (fence !== null) {
      if (mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length) fence = null;
    } else if (mark !== undefined) fence = mark;
    else {
      const hashes = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line);
      const underline = /^ {0,3}(=+|-+)[ \t]*$/.exec(line)?.[1];
      if (hashes?.[1] !== undefined && (hashes[2] ?? '') !== '')
        headings.push({ text: plain(hashes[2] ?? ''), level: hashes[1].length, start: start + indentOf(line) });
      else if (underline !== undefined && underline.length >= 2 && /^ {0,3}[^\s>#|*+-]/.test(previous.line)) {
        headings.push({
          text: plain(previous.line.trim()),
          level: underline.startsWith('=') ? 1 : 2,
          start: previous.start + indentOf(previous.line),
        });
      }
    }
    previous = { start, line: fence === null ? line : '' };
    if (stop === -1) break;
    start = stop + 1;
  }
  return headings;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function plain(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*_`]+(\S(?:.*?\S)?)[*_`]+/g, '$1')
    .trim();
}

// "Date: 2026-01-15" among the first lines.
function dateLine(text: string): string | null {
  const top = text.slice(0, 4000).split('\n').slice(0, 20).join('\n');
  return dayOf(
    /^[*_>\s-]*(?:date|published|datum|fecha|data|日期|日付)[*_]*[ \t]*[:：][*_]*[ \t]*(\S+)/imu.exec(top)?.[1],
  );
}

function nameOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  return name.replaceAll(/[-_]+/g, ' ').trim() || file;
}
