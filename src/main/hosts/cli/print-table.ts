// A table as text: in columns where its rows fit on a line, else row by row with the name of each column before its cell.

import type { JsonValue } from '../../../shared/json/value.ts';
import type { Table } from '../../../shared/tool/ports.ts';
import { counted } from './figures.ts';
import { oneLine, widthOf, wrapped } from './print-text.ts';
import { plain, type PrintStyle } from './print-style.ts';

const widestRow = 140;
const widestCell = 2000;

/** A table for people to read. */
export function tableText({ columns: names, rows }: Table, { colours, columns }: PrintStyle): string {
  if (rows.length === 0) return `no rows · ${names.map((name) => oneLine(name, 60)).join(', ')}`;
  const heads = names.map((name) => oneLine(name, 60));
  const cells = rows.map((row) => heads.map((_, index) => cellText(row[index] ?? null)));
  const widths = heads.map((head, index) => Math.max(widthOf(head), ...cells.map((row) => widthOf(row[index] ?? ''))));
  const isNumeric = heads.map((_, index) => rows.every((row) => typeof (row[index] ?? 0) === 'number'));
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  if (total <= Math.min(columns, widestRow)) {
    const line = (parts: readonly string[]) =>
      parts
        .map((part, index) => padded(part, widths[index] ?? 0, isNumeric[index] === true))
        .join('  ')
        .trimEnd();
    return [colours.dim(line(heads)), ...cells.map(line)].join('\n');
  }
  const widest = Math.max(...heads.map(widthOf));
  const blocks = cells.map((row, at) =>
    [
      `${at + 1}`,
      ...row.map((cell, index) => {
        const head = padded(heads[index] ?? '', widest, false);
        const text = wrapped(cell, columns, ' '.repeat(widest + 4)).trimStart();
        return `  ${colours.dim(head)}  ${text}`.trimEnd();
      }),
    ].join('\n'),
  );
  return [counted(rows.length, 'row'), ...blocks].join('\n\n');
}

function cellText(value: JsonValue): string {
  return value === null ? '–' : oneLine(plain(value), widestCell);
}

function padded(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? `${space}${text}` : `${text}${space}`;
}
