// A JSON Schema of an object: as a table of its properties, or as JSON. Both are the same value.

import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { JsonValue } from '../../../shared/json/value.ts';
import { useWords, type Words } from '../../i18n/words.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Select } from '../../ui/Select.tsx';
import { rowTypes, schemaMistakes, schemaRows, withoutRow, withRow, type SchemaMistake } from '../schema-rows.ts';
import { JsonText } from './JsonControl.tsx';
import type { ControlProps } from './control.ts';

export function SchemaControl(props: ControlProps) {
  const { value, id } = props;
  const t = useWords();
  const rows = schemaRows(value);
  const [chosen, setView] = useState<'table' | 'json'>('table');
  const view = rows === null ? 'json' : chosen;
  const mistakes = value === undefined || Object.keys(value ?? {}).length === 0 ? [] : schemaMistakes(value);
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex items-center justify-between">
        <Segmented
          small
          name={t('schema.view')}
          value={view}
          options={[
            { value: 'table', label: t('schema.table') },
            { value: 'json', label: t('schema.json') },
          ]}
          onChange={(next) => setView(next === 'json' ? 'json' : 'table')}
        />
      </div>
      {rows === null && <p className="text-caption text-dim">{t('schema.no_table')}</p>}
      {view === 'json' ? <JsonText {...props} bareWords={false} /> : <Table {...props} />}
      {mistakes.slice(0, 4).map((mistake) => (
        <p key={`${mistake.code} ${mistake.path} ${mistake.what}`} role="status" className="text-caption text-wait">
          {wordsOf(mistake, t)}
        </p>
      ))}
      {view === 'table' && rows?.length === 0 && <span id={id} tabIndex={-1} />}
    </div>
  );
}

function Table({ field, id, value, onChange }: ControlProps) {
  const t = useWords();
  const rows = schemaRows(value) ?? [];
  const set = (next: JsonValue) => onChange(next);
  return (
    <div className="@container flex flex-col gap-1.5" role="group" aria-label={field.title}>
      {rows.map((row, index) => (
        <div
          // A name is being typed; its place is what stays the same.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          className="flex flex-col gap-1 rounded-md border bg-pane p-1.5"
        >
          <div className="flex items-center gap-1">
            <TextField
              id={index === 0 ? id : undefined}
              aria-label={t('schema.name')}
              className="min-w-16 flex-1 font-mono text-dense"
              value={row.name}
              onChange={(event) => {
                const name = event.target.value;
                if (!rows.some((other, at) => at !== index && other.name === name))
                  set(withRow(value, index, { ...row, name }));
              }}
            />
            <span className="w-24 shrink-0">
              <Select
                name={t('schema.type', { name: row.name })}
                value={row.type ?? ''}
                options={[
                  ...(row.type === null ? [{ value: '', label: t('schema.other'), disabled: true }] : []),
                  ...rowTypes.map((type) => ({ value: type, label: t(`schema_type.${type}`) })),
                ]}
                onChange={(next) =>
                  set(withRow(value, index, { ...row, type: rowTypes.find((type) => type === next) ?? null }))
                }
              />
            </span>
            <IconButton name={t('schema.remove', { name: row.name })} onClick={() => set(withoutRow(value, index))}>
              <Trash2 size={14} />
            </IconButton>
          </div>
          <div className="flex items-center gap-2">
            <TextField
              aria-label={t('schema.description', { name: row.name })}
              placeholder={t('inspector.description')}
              className="min-w-0 flex-1 text-dense"
              value={row.description}
              onChange={(event) => set(withRow(value, index, { ...row, description: event.target.value }))}
            />
            <label className="flex shrink-0 items-center gap-1 pr-1 text-caption text-soft">
              <input
                type="checkbox"
                className="accent-accent"
                checked={row.required}
                onChange={(event) => set(withRow(value, index, { ...row, required: event.target.checked }))}
              />
              {t('schema.required')}
            </label>
          </div>
        </div>
      ))}
      <Button
        look="quiet"
        className="self-start"
        onClick={() =>
          set(
            withRow(value, rows.length, {
              name: freeName(rows.map((row) => row.name)),
              type: 'string',
              required: true,
              description: '',
            }),
          )
        }
      >
        <Plus size={14} />
        {t('schema.add')}
      </Button>
    </div>
  );
}

function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'property' : `property${number}`;
    if (!taken.includes(name)) return name;
  }
}

function wordsOf({ code, path, what }: SchemaMistake, t: Words): string {
  const sentence = t(`schema_mistake.${code}`, { what });
  return path === '' ? sentence : `${path}: ${sentence}`;
}
