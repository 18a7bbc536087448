// A list: its items one beneath the other, to add, take away and move (by buttons, with Alt and the arrow keys, by dragging). And a group of
// fields, of which an item of a list may be one.

import { ArrowDown, ArrowUp, Copy, GripVertical, MoreHorizontal, Plus, Trash2 } from 'lucide-react';
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json/value.ts';
import { useWords } from '../../i18n/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import type { FieldSpec } from '../fields-of.ts';
import type { Control, ControlProps } from './control.ts';

export interface NestedProps extends ControlProps {
  /** The control of a field within. */
  readonly controlOf: (field: FieldSpec) => Control;
}

export function ListControl(props: NestedProps) {
  const { field, id, value, onChange, controlOf } = props;
  const t = useWords();
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const items: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const { item } = field;
  if (item === null) return <span id={id} tabIndex={-1} />;
  const set = (next: readonly JsonValue[]) =>
    onChange(next.length === 0 && !field.required && field.preset === undefined ? undefined : next);
  const moved = (from: number, to: number) => {
    const next = [...items];
    const [taken] = next.splice(from, 1);
    if (taken === undefined || to < 0 || to > next.length) return;
    next.splice(to, 0, taken);
    set(next);
  };
  const focusRow = (index: number) =>
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-grip="${index}"]`)?.focus());
  const moveByKey = (event: KeyboardEvent, index: number) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    const onGrip = event.target instanceof Element && event.target.closest('[data-grip]') !== null;
    if (step === 0 || !(event.altKey || onGrip)) return;
    event.preventDefault();
    event.stopPropagation();
    if (index + step < 0 || index + step >= items.length) return;
    moved(index, index + step);
    if (onGrip) focusRow(index + step);
  };
  const dragOver = (event: PointerEvent, from: number) => {
    const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect());
    const to = rows.filter((row) => event.clientY > row.top + row.height / 2).length;
    setDragged({ from, to: Math.max(0, Math.min(items.length - 1, to > from ? to - 1 : to)) });
  };
  const ItemControl = controlOf(item);
  return (
    <div
      id={id}
      tabIndex={-1}
      role="group"
      aria-label={field.title}
      className="flex min-w-0 flex-col gap-1 outline-none"
    >
      <ol ref={list} className="flex min-w-0 flex-col gap-1">
        {items.map((one, index) => (
          <li
            // Items have no names of their own; while one is edited its place stays the same.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            onKeyDown={(event) => moveByKey(event, index)}
            className={`flex min-w-0 items-start gap-0.5 rounded-md ${item.control === 'group' ? 'border bg-pane p-1' : ''} ${dragged?.from === index ? 'opacity-60' : ''} ${dragged !== null && dragged.to === index && dragged.from !== index ? 'ring-2 ring-accent/50' : ''}`}
          >
            <button
              type="button"
              data-grip={index}
              aria-label={t('list.move', { number: index + 1 })}
              title={t('list.move_hint')}
              className="flex h-7 w-4 shrink-0 touch-none items-center justify-center rounded-sm text-muted hover:text-ink"
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                setDragged({ from: index, to: index });
              }}
              onPointerMove={(event) => {
                if (dragged !== null) dragOver(event, index);
              }}
              onPointerUp={() => {
                if (dragged !== null && dragged.to !== dragged.from) moved(dragged.from, dragged.to);
                setDragged(null);
              }}
              onPointerCancel={() => setDragged(null)}
            >
              <GripVertical size={14} />
            </button>
            <div className="min-w-0 flex-1">
              <ItemControl
                {...props}
                field={{ ...item, title: t('list.item', { title: field.title, number: index + 1 }), required: true }}
                id={`${id}-${index}`}
                value={one}
                mixed={false}
                invalid={false}
                onChange={(next, named) => {
                  const changed = items.map((other, at) => (at === index ? (next ?? emptyOf(item)) : other));
                  onChange(changed, named);
                }}
              />
            </div>
            <Menu
              align="end"
              trigger={
                <button
                  type="button"
                  aria-label={t('list.more', { number: index + 1 })}
                  className="flex h-7 w-6 shrink-0 items-center justify-center rounded-sm text-dim hover:bg-hover hover:text-ink"
                >
                  <MoreHorizontal size={14} />
                </button>
              }
            >
              <MenuItem disabled={index === 0} onClick={() => moved(index, index - 1)}>
                <ArrowUp size={14} /> {t('list.up')}
              </MenuItem>
              <MenuItem disabled={index === items.length - 1} onClick={() => moved(index, index + 1)}>
                <ArrowDown size={14} /> {t('list.down')}
              </MenuItem>
              <MenuItem onClick={() => set([...items.slice(0, index + 1), one, ...items.slice(index + 1)])}>
                <Copy size={14} /> {t('list.duplicate')}
              </MenuItem>
              <MenuItem danger onClick={() => set(items.filter((_, at) => at !== index))}>
                <Trash2 size={14} /> {t('list.remove')}
              </MenuItem>
            </Menu>
          </li>
        ))}
      </ol>
      <Button
        look="quiet"
        className="h-6 self-start px-1.5 text-dense"
        disabled={field.mostItems !== null && items.length >= field.mostItems}
        onClick={() => set([...items, emptyOf(item)])}
      >
        <Plus size={14} />
        {t('list.add')}
      </Button>
    </div>
  );
}

export function GroupControl(props: NestedProps) {
  const { field, id, value, onChange, controlOf } = props;
  const own: JsonObject = isJsonObject(value) ? value : {};
  return (
    <div
      id={id}
      tabIndex={-1}
      role="group"
      aria-label={field.title}
      className="flex min-w-0 flex-col gap-2 outline-none"
    >
      {field.fields.map((inner) => {
        const InnerControl = controlOf(inner);
        return (
          <Nested key={inner.name} id={`${id}-${inner.name}`} field={inner}>
            <InnerControl
              {...props}
              field={inner}
              id={`${id}-${inner.name}`}
              value={own[inner.name] ?? inner.preset}
              params={own}
              mixed={false}
              invalid={false}
              describedBy={undefined}
              onChange={(next, named) => {
                const { [inner.name]: _, ...rest } = own;
                const changed: JsonObject = next === undefined ? rest : { ...own, [inner.name]: next };
                const empty = Object.keys(changed).length === 0 && !field.required && field.preset === undefined;
                onChange(empty ? undefined : changed, named);
              }}
            />
          </Nested>
        );
      })}
    </div>
  );
}

function Nested({
  id,
  field,
  children,
}: {
  readonly id: string;
  readonly field: FieldSpec;
  readonly children: ReactNode;
}) {
  const beside = field.control === 'switch';
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <div className={beside ? 'flex items-center justify-between gap-2' : 'contents'}>
        <label htmlFor={id} className="text-caption text-soft">
          {field.title}
          {field.required && <span className="text-muted"> *</span>}
        </label>
        {children}
      </div>
      {field.description !== null && <p className="text-caption text-dim">{field.description}</p>}
    </div>
  );
}

/** What a new item of a list begins with. */
function emptyOf(field: FieldSpec): JsonValue {
  if (field.preset !== undefined) return field.preset;
  switch (field.control) {
    case 'number':
    case 'duration':
    case 'money':
      return field.least ?? 0;
    case 'switch':
      return false;
    case 'choice':
      return field.choices[0]?.value ?? '';
    case 'multi-choice':
    case 'list':
      return [];
    case 'group':
      return Object.fromEntries(
        field.fields.filter((inner) => inner.required).map((inner) => [inner.name, emptyOf(inner)]),
      );
    case 'json':
    case 'schema':
      return {};
    case 'text':
    case 'prompt':
    case 'template':
    case 'code':
    case 'folder':
    case 'file':
    case 'timezone':
    case 'endpoint':
    case 'model':
    case 'pipeline':
      return '';
  }
}
