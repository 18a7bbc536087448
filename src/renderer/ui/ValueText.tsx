// A value of a run in a few lines: texts as they are, tables as tables, everything else as JSON.

import type { JsonValue } from '../../shared/json/value.ts';
import { isJsonObject } from '../../shared/json/value.ts';

const most = 4000;

/** The beginning of a value. */
export function ValueText({ value, lines }: { readonly value: JsonValue; readonly lines: number }) {
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
  const text = textOf(value);
  return (
    <p
      className={`break-words whitespace-pre-wrap ${typeof value === 'string' ? '' : 'font-mono text-caption'}`}
      style={{ display: '-webkit-box', WebkitLineClamp: lines, WebkitBoxOrient: 'vertical', overflow: 'hidden' }}
    >
      {text}
    </p>
  );
}

function textOf(value: JsonValue): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value, null, 1) ?? '')).slice(0, most);
}

function tableOf(value: JsonValue): { columns: readonly string[]; rows: readonly (readonly JsonValue[])[] } | null {
  if (!isJsonObject(value) || !Array.isArray(value['columns']) || !Array.isArray(value['rows'])) return null;
  return value as unknown as { columns: readonly string[]; rows: readonly (readonly JsonValue[])[] };
}
