// Text of models, documents and files made safe and fit for a terminal: control characters become visible escapes, long lines are
// wrapped at words by the columns that they take. Knows nothing of runs.

// C0 but tab and line feed, DEL and C1; soft hyphen, bidirectional and zero-width controls, line separators, byte order mark, tags.
const unsafe =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** The text with every control character that a terminal could act on written as `\x1b`, `\u202e` or `\u{e0041}`. */
export function safeText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unsafe, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
  });
}

/** One safe line of at most `columns` columns: white space is folded, and `…` stands for what was cut. */
export function oneLine(text: string, columns: number): string {
  // Whoever cuts a line needs no more of a long text than fits.
  const line = safeText(text.slice(0, 4 * Math.min(columns, 10_000) + 64))
    .replace(/\s+/g, ' ')
    .trim();
  const whole = text.length <= 4 * Math.min(columns, 10_000) + 64;
  if (whole && widthOf(line) <= columns) return line;
  let width = 0;
  let cut = '';
  for (const character of line) {
    width += columnsOf(character);
    if (width > columns - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

/** Safe text wrapped at words to `columns` columns, each line behind `indent`. Infinity wraps nothing. */
export function wrapped(text: string, columns: number, indent = ''): string {
  return safeText(text)
    .split('\n')
    .flatMap((line) => wrapLine(line, columns - indent.length))
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n');
}

/** How many terminal columns a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

function wrapLine(line: string, columns: number): string[] {
  if (columns < 1 || widthOf(line) <= columns) return [line];
  const lines: string[] = [];
  let current = '';
  let width = 0;
  const flush = () => {
    lines.push(current.trimEnd());
    current = '';
    width = 0;
  };
  for (const piece of line.match(/\s+|[^\s]+/g) ?? []) {
    const pieceWidth = widthOf(piece);
    const isSpace = /^\s/.test(piece);
    if (width + pieceWidth > columns && width > 0) {
      // Scripts without spaces break anywhere; a word that fits on a line of its own is kept whole.
      if (isSpace || (pieceWidth <= columns && !isWide(piece))) flush();
      if (isSpace) continue;
    }
    for (const character of piece) {
      const characterWidth = columnsOf(character);
      if (width + characterWidth > columns) flush();
      current += character;
      width += characterWidth;
    }
  }
  if (current !== '') flush();
  return lines;
}

function isWide(text: string): boolean {
  return columnsOf(text) === 2;
}

// Of the first character of a text.
function columnsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/^\p{M}/u.test(character)) return 0;
  return wideRanges.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

// East Asian wide and emoji ranges of Unicode 16, coarsely.
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
