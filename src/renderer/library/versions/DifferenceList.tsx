// What is different as a list, grouped by what it is about; a row opens to show each field before and after.

import { ChevronRight, CircleMinus, CirclePlus, Move, PencilLine, type LucideIcon } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../../shared/json/value.ts';
import type { Difference, DifferenceOf } from '../../../shared/pipeline/differences.ts';
import type { Catalog } from '../../../shared/tool/kind.ts';
import { useOptionalWords, useWords, type MessageKey, type Words } from '../../i18n/words.ts';
import { visible } from '../../ui/hidden-characters.ts';
import { useWorkspaceState } from '../../workspace.ts';
import { textDifference, type TextPiece } from './text-difference.ts';

export interface DifferenceListProps {
  readonly differences: readonly Difference[];
  /** The one that is marked on the canvas. */
  readonly chosen: Difference | null;
  readonly onChoose: (difference: Difference) => void;
}

const order: readonly DifferenceOf[] = ['meta', 'pipeline', 'node', 'wire', 'group', 'note', 'handle'];

const groups = {
  meta: 'versions.of_meta',
  pipeline: 'versions.of_pipeline',
  node: 'versions.of_node',
  wire: 'versions.of_wire',
  group: 'versions.of_group',
  note: 'versions.of_note',
  handle: 'versions.of_handle',
} as const satisfies Record<DifferenceOf, MessageKey>;

export function DifferenceList({ differences, chosen, onChoose }: DifferenceListProps) {
  const t = useWords();
  return (
    <div className="flex flex-col gap-3">
      {order.map((of) => {
        const rows = differences.filter((difference) => difference.of === of);
        if (rows.length === 0) return null;
        return (
          <section key={of} aria-label={t(groups[of])}>
            <h4 className="flex items-baseline gap-2 px-1 text-caption font-semibold text-dim">
              {t(groups[of])} <span className="font-normal tabular">{rows.length}</span>
            </h4>
            <ul>
              {rows.map((difference) => (
                <Row
                  key={keyOf(difference)}
                  difference={difference}
                  chosen={chosen !== null && keyOf(chosen) === keyOf(difference)}
                  onChoose={() => onChoose(difference)}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

/** The name of a difference among others. */
export function keyOf({ within, of, key }: Difference): string {
  return `${within.join('/')} ${of} ${key}`;
}

const icons = {
  added: CirclePlus,
  removed: CircleMinus,
  changed: PencilLine,
  moved: Move,
} as const satisfies Record<Difference['change'], LucideIcon>;

const colours = {
  added: 'text-done',
  removed: 'text-fail',
  changed: 'text-wait',
  moved: 'text-accent-text',
} as const satisfies Record<Difference['change'], string>;

const fates = {
  added: 'versions.added',
  removed: 'versions.removed',
  changed: 'versions.changed',
  moved: 'versions.moved',
} as const satisfies Record<Difference['change'], MessageKey>;

function Row({
  difference,
  chosen,
  onChoose,
}: {
  readonly difference: Difference;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const t = useWords();
  const word = useOptionalWords();
  const id = useId();
  const row = useRef<HTMLLIElement>(null);
  const catalog = useWorkspaceState((state) => state.catalog);
  const [open, setOpen] = useState(false);
  const { change, of, title, fields, within } = difference;
  const Icon = icons[change];
  const shown = fields.filter((field) => field !== 'position' && field !== 'size');
  const nameOf = (field: string) => fieldName(t, word, catalog, difference, field);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <li
      ref={row}
      className={`rounded-md ${chosen ? 'bg-sunken shadow-[inset_3px_0_0_var(--accent)]' : 'hover:bg-hover'}`}
    >
      <button
        type="button"
        aria-expanded={shown.length === 0 ? undefined : open}
        aria-controls={id}
        className="flex min-h-8 w-full items-center gap-2 rounded-md px-1.5 py-1 text-left text-dense"
        onClick={() => {
          onChoose();
          if (shown.length > 0) setOpen(!open || !chosen);
        }}
      >
        <Icon size={14} aria-hidden className={`shrink-0 ${colours[change]}`} />
        <span className="min-w-0 flex-1">
          <span className={`block truncate ${change === 'removed' ? 'line-through decoration-fail/60' : ''}`}>
            {of === 'meta' ? nameOf(title) : visible(title) || difference.key}
          </span>
          <span className="block truncate text-caption text-dim">
            <span className={colours[change]}>{t(fates[change])}</span>
            {of !== 'meta' && shown.length > 0 && `: ${shown.map(nameOf).join(', ')}`}
            {within.length > 0 && ` · ${t('versions.in', { name: within.join(' / ') })}`}
          </span>
        </span>
        {shown.length > 0 && (
          <ChevronRight
            size={13}
            aria-hidden
            className={`shrink-0 text-dim transition-transform duration-120 ${open ? 'rotate-90' : ''}`}
          />
        )}
      </button>
      <div id={id}>
        {open && (
          <dl className="flex flex-col gap-2 px-1.5 pt-1 pb-2.5 pl-7.5 text-dense">
            {shown.map((field) => (
              <div key={field} className="min-w-0">
                {of !== 'meta' && <dt className="text-caption text-dim">{nameOf(field)}</dt>}
                <dd>
                  <Values before={valueOf(difference, 'before', field)} after={valueOf(difference, 'after', field)} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}

function Values({ before, after }: { readonly before: JsonValue | undefined; readonly after: JsonValue | undefined }) {
  const t = useWords();
  const none = <span className="text-dim">{t('versions.nothing')}</span>;
  const pieces = before === undefined || after === undefined ? null : textDifference(textOf(before), textOf(after));
  if (pieces !== null && pieces.some(({ of }) => of === 'same') && textOf(before ?? '').length > 24) {
    return (
      <p
        className="max-h-60 overflow-auto rounded-sm border bg-surface px-2 py-1 break-words whitespace-pre-wrap"
        tabIndex={0}
      >
        {contextOf(pieces).map((piece, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a piece of a text is its place
          <Piece key={index} piece={piece} />
        ))}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-0.5">
      <p className="max-h-40 overflow-auto rounded-sm bg-fail-soft px-2 py-0.5 break-words whitespace-pre-wrap">
        <span className="sr-only">{t('versions.before')}: </span>
        {before === undefined ? none : visible(textOf(before))}
      </p>
      <p className="max-h-40 overflow-auto rounded-sm bg-done-soft px-2 py-0.5 break-words whitespace-pre-wrap">
        <span className="sr-only">{t('versions.after')}: </span>
        {after === undefined ? none : visible(textOf(after))}
      </p>
    </div>
  );
}

function Piece({ piece }: { readonly piece: TextPiece }) {
  switch (piece.of) {
    case 'same':
      return <>{visible(piece.text)}</>;
    case 'removed':
      return <del className="bg-fail-soft text-fail">{visible(piece.text)}</del>;
    case 'added':
      return <ins className="bg-done-soft text-ink underline decoration-done">{visible(piece.text)}</ins>;
  }
}

const context = 160;

// Long stretches that stayed the same are cut in their middle.
function contextOf(pieces: readonly TextPiece[]): readonly TextPiece[] {
  return pieces.map((piece, index) => {
    if (piece.of !== 'same' || piece.text.length <= 2 * context) return piece;
    const head = index === 0 ? '' : piece.text.slice(0, context);
    const tail = index === pieces.length - 1 ? '' : piece.text.slice(-context);
    return { of: 'same', text: `${head} … ${tail}` };
  });
}

function valueOf(difference: Difference, version: 'before' | 'after', field: string): JsonValue | undefined {
  const value = difference[version];
  if (difference.of === 'meta' || value === undefined || !isJsonObject(value)) return value;
  if (!field.startsWith('params.')) return ownValue(value, field);
  const params = ownValue(value, 'params');
  return params !== undefined && isJsonObject(params) ? ownValue(params, field.slice('params.'.length)) : undefined;
}

const fieldNames: Readonly<Record<string, MessageKey>> = {
  title: 'versions.field_title',
  description: 'versions.field_description',
  tags: 'versions.field_tags',
  author: 'versions.field_author',
  kind: 'versions.field_kind',
  version: 'versions.field_version',
  mute: 'versions.field_mute',
  bypass: 'versions.field_bypass',
  text: 'versions.field_text',
  colour: 'versions.field_colour',
  nodes: 'versions.field_nodes',
  order: 'versions.field_order',
};

function fieldName(
  t: Words,
  word: (key: string, otherwise: string) => string,
  catalog: Catalog | null,
  { before, after }: Difference,
  field: string,
): string {
  const known = fieldNames[field];
  if (known !== undefined) return t(known);
  if (!field.startsWith('params.')) return field;
  const name = field.slice('params.'.length);
  const node = after ?? before;
  const kind = node !== undefined && isJsonObject(node) ? ownValue(node, 'kind') : undefined;
  const properties = typeof kind === 'string' ? catalog?.get(kind)?.card.params['properties'] : undefined;
  const schema = (properties as JsonObject | undefined)?.[name];
  const title = schema !== undefined && isJsonObject(schema) ? ownValue(schema, 'title') : undefined;
  return word(`param.${String(kind)}.${name}`, typeof title === 'string' ? title : name);
}

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  return JSON.stringify(value, null, 2);
}
