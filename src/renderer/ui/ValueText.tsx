// A value of a run in a few lines: texts as Markdown, tables as tables, lists by what their items are called, everything else as JSON.

import type { JsonValue } from '../../shared/json/value.ts';
import { isJsonObject } from '../../shared/json/value.ts';
import { useWords } from '../i18n/words.ts';
import { Markdown } from './markdown/Markdown.tsx';

const most = 4000;

/** The beginning of a value; what is around it cuts a long text. */
export function ValueText({ value, lines }: { readonly value: JsonValue; readonly lines: number }) {
  const t = useWords();
  const table = tableOf(value);
  if (table !== null) {
    return (
      <table className="w-full border-collapse text-caption">
        <thead>
          <tr>
            {table.columns.slice(0, 6).map((column) => (
              <th key={column} className="border-b px-1 text-left font-medium text-dim">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, lines).map((row, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- a row of a table is its place
            <tr key={at}>
              {row.slice(0, 6).map((cell, column) => (
                // oxlint-disable-next-line react/no-array-index-key -- so is a cell
                <td key={column} className="max-w-32 truncate px-1">
                  {typeof cell === 'string' ? cell : JSON.stringify(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    );
  }
  if (typeof value === 'string') return <Markdown text={value.slice(0, most)} under={1} />;
  if (Array.isArray(value)) {
    return (
      <>
        <p className="text-dim">{t('value.items', { count: value.length })}</p>
        <ul>
          {value.slice(0, lines).map((item, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- an item has no other name than its place
            <li key={at} className="truncate">
              {nameOf(item)}
            </li>
          ))}
        </ul>
      </>
    );
  }
  return (
    <p
      className="font-mono text-caption break-words whitespace-pre-wrap"
      style={{ display: '-webkit-box', WebkitLineClamp: lines, WebkitBoxOrient: 'vertical', overflow: 'hidden' }}
    >
      {textOf(value)}
    </p>
  );
}

const names = ['title', 'name', 'text', 'id'];

function nameOf(item: JsonValue): string {
  const named = isJsonObject(item) ? names.map((key) => item[key]).find((name) => typeof name === 'string') : item;
  return typeof named === 'string' ? named.slice(0, 200) : textOf(item).slice(0, 200);
}

function textOf(value: JsonValue): string {
  return (JSON.stringify(value, null, 1) ?? '').slice(0, most);
}

function tableOf(value: JsonValue): { columns: readonly string[]; rows: readonly (readonly JsonValue[])[] } | null {
  if (!isJsonObject(value) || !Array.isArray(value['columns']) || !Array.isArray(value['rows'])) return null;
  return value as unknown as { columns: readonly string[]; rows: readonly (readonly JsonValue[])[] };
}
