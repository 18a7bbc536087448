// One row of the library's tree: a folder, or a pipeline with its picture, tags and when it was changed. And the row in which a new
// folder gets its name.

import { ChevronRight, Ellipsis, Folder, FolderOpen, LoaderCircle } from 'lucide-react';
import { useId, type DragEvent, type MouseEvent, type ReactNode } from 'react';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { TextField } from '../../ui/Fields.tsx';
import { moment } from '../../ui/format.ts';
import { shownTags, type LibraryRow } from '../library-rows.ts';
import { PipelinePicture } from '../PipelinePicture.tsx';
import type { MenuAt } from './RowMenu.tsx';

export interface TreeRowProps {
  readonly row: LibraryRow;
  readonly fixed: boolean;
  readonly focusable: boolean;
  readonly selected: boolean;
  /** It is the pipeline on screen. */
  readonly current: boolean;
  /** It is open in a tab. */
  readonly tabbed: boolean;
  readonly opening: boolean;
  /** What is dragged would go here. */
  readonly target: boolean;
  readonly renaming: boolean;
  readonly onFocus: () => void;
  readonly onClick: (event: MouseEvent) => void;
  readonly onMenu: (anchor: MenuAt['anchor']) => void;
  /** null: it keeps its name. */
  readonly onRename: (name: string | null) => void;
  readonly onDragStart: (event: DragEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
  readonly children?: ReactNode;
}

const indent = 14;

export function TreeRow(props: TreeRowProps) {
  const { row, fixed, current, selected, target, renaming } = props;
  const t = useWords();
  const id = useId();
  const title = row.of === 'folder' ? row.name : row.entry.title;
  return (
    <>
      <div
        role="treeitem"
        data-row={row.id}
        tabIndex={props.focusable ? 0 : -1}
        aria-level={row.depth + 1}
        aria-selected={selected}
        aria-labelledby={`${id}title ${id}more`}
        {...(row.of === 'folder' ? { 'aria-expanded': row.open } : {})}
        {...(current ? { 'aria-current': 'page' as const } : {})}
        draggable={!fixed && !renaming}
        className={`group relative flex w-full items-center gap-1.5 rounded-md pr-1 text-left outline-offset-[-2px] select-none [content-visibility:auto] ${row.of === 'folder' ? 'min-h-7 [contain-intrinsic-size:auto_28px]' : 'min-h-11 [contain-intrinsic-size:auto_44px]'} ${selected ? 'bg-active' : 'hover:bg-hover'} ${target ? 'outline-2 outline-accent' : ''}`}
        style={{ paddingLeft: 6 + row.depth * indent }}
        title={row.of === 'pipeline' ? (row.entry.description ?? row.entry.title) : row.path}
        onFocus={props.onFocus}
        onClick={props.onClick}
        onContextMenu={(event) => {
          event.preventDefault();
          props.onMenu(pointAnchor(event.clientX, event.clientY));
        }}
        onDragStart={props.onDragStart}
        onDragOver={props.onDragOver}
        onDrop={props.onDrop}
      >
        {current && <span aria-hidden className="absolute inset-y-1.5 left-0 w-0.75 rounded-full bg-accent" />}
        {row.of === 'folder' ? (
          <>
            <ChevronRight
              size={12}
              aria-hidden
              className={`shrink-0 text-dim transition-transform duration-120 ${row.open ? 'rotate-90' : ''}`}
            />
            {row.open ? (
              <FolderOpen size={14} aria-hidden className="shrink-0 text-dim" />
            ) : (
              <Folder size={14} aria-hidden className="shrink-0 text-dim" />
            )}
          </>
        ) : (
          <span className="relative flex h-8 w-11 shrink-0 items-center justify-center overflow-hidden rounded-sm border bg-surface">
            {props.opening ? (
              <LoaderCircle size={14} className="animate-spin text-dim" />
            ) : (
              <PipelinePicture picture={row.entry.picture} className="size-full" />
            )}
          </span>
        )}
        {renaming ? (
          <NameField name={title} label={t('library.new_name')} onDone={props.onRename} />
        ) : (
          <span className="min-w-0 flex-1">
            <span className="flex items-center gap-1.5">
              <span id={`${id}title`} className={`truncate ${current ? 'font-medium' : ''}`}>
                {title}
              </span>
              {props.tabbed && !current && (
                <span
                  role="img"
                  aria-label={t('library.open_in_tab')}
                  title={t('library.open_in_tab')}
                  className="size-1.5 shrink-0 rounded-full bg-accent"
                />
              )}
            </span>{' '}
            {row.of === 'pipeline' && (
              <span id={`${id}more`} className="block truncate text-caption text-dim">
                <PipelineNote row={row} />
              </span>
            )}
          </span>
        )}
        {row.of === 'folder' && !renaming && (
          <span id={`${id}more`} className="shrink-0 text-caption text-dim tabular group-hover:hidden">
            {row.count === 0 ? '' : row.count}
          </span>
        )}
        {!renaming && (
          <button
            type="button"
            tabIndex={-1}
            aria-label={t('library.more', { title })}
            className="hidden size-6 shrink-0 items-center justify-center rounded-sm text-dim group-hover:flex group-focus-visible:flex hover:bg-active hover:text-ink"
            onClick={(event) => {
              event.stopPropagation();
              props.onMenu(event.currentTarget);
            }}
          >
            <Ellipsis size={14} />
          </button>
        )}
      </div>
      {props.children}
    </>
  );
}

function PipelineNote({ row: { entry, found, depth } }: { readonly row: Extract<LibraryRow, { of: 'pipeline' }> }) {
  const t = useWords();
  const [language] = useLanguage();
  // In a list without its folders it is told which one it is in.
  const folder = depth === 0 ? (entry.folder ?? '') : '';
  const note =
    found === null
      ? [entry.updatedAt === null ? '' : moment(entry.updatedAt, language), shownTags(entry).join(', ')]
      : [t('library.found', { text: found })];
  return <>{[folder, ...note].filter(Boolean).join(' · ')}</>;
}

/** The row in which a new folder gets its name; null when it gets none. */
export function NewFolderRow({
  depth,
  onDone,
}: {
  readonly depth: number;
  readonly onDone: (name: string | null) => void;
}) {
  const t = useWords();
  return (
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={false}
      aria-label={t('library.new_folder')}
      className="flex min-h-8 items-center gap-1.5 pr-1"
      style={{ paddingLeft: 24 + depth * indent }}
    >
      <Folder size={14} aria-hidden className="shrink-0 text-dim" />
      <NameField name="" label={t('library.folder_name')} onDone={onDone} />
    </div>
  );
}

// Enter and leaving the field take the name, Escape does not.
function NameField({
  name,
  label,
  onDone,
}: {
  readonly name: string;
  readonly label: string;
  readonly onDone: (name: string | null) => void;
}) {
  return (
    <TextField
      autoFocus
      aria-label={label}
      placeholder={label}
      defaultValue={name}
      onFocus={(event) => event.target.select()}
      onClick={(event) => event.stopPropagation()}
      onBlur={(event) => onDone(event.target.value.trim() === '' ? null : event.target.value.trim())}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') {
          event.currentTarget.value = '';
          event.currentTarget.blur();
        }
      }}
    />
  );
}

function pointAnchor(x: number, y: number): MenuAt['anchor'] {
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
}
