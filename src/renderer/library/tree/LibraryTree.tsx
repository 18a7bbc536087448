// The library as a tree: folders that open, pipelines that can be opened, selected, dragged, renamed. Everything works by the keyboard as
// trees do; what is done is use-library.ts's.

import { useLayoutEffect, useRef, useState, type DragEvent, type KeyboardEvent, type MouseEvent } from 'react';
import { useWords } from '../../i18n/words.ts';
import { useWorkspace, useWorkspaceState, type LibraryEntry } from '../../workspace.ts';
import { folderPath, nameOf, parentOf, rowsBetween, type LibraryRow } from '../library-rows.ts';
import { toggleClosed } from '../library-view.ts';
import { useLibrary } from '../use-library.ts';
import { NewFolderRow, TreeRow } from './TreeRow.tsx';
import { RowMenu, type MenuAt } from './RowMenu.tsx';
import { TagsDialog } from './TagsDialog.tsx';

export interface LibraryTreeProps {
  readonly name: string;
  readonly rows: readonly LibraryRow[];
  /** Nothing in it can be changed. */
  readonly fixed: boolean;
  /** The folder in which a new one is being named; null: on the outermost level; undefined: none is. */
  readonly newFolderIn?: string | null | undefined;
  readonly onNewFolder?: (parent: string | null | undefined) => void;
}

const dragType = 'application/x-longline-library';

export function LibraryTree({ name, rows, fixed, newFolderIn, onNewFolder }: LibraryTreeProps) {
  const t = useWords();
  const acts = useLibrary();
  const workspace = useWorkspace();
  const folders = useWorkspaceState((state) => state.folders);
  const current = useCurrentId();
  const openIds = useOpenIds();
  const opening = useWorkspaceState((state) => state.opening);
  const tree = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [anchor, setAnchor] = useState<string | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const [tagging, setTagging] = useState<LibraryEntry | null>(null);
  const [target, setTarget] = useState<string | null>(null);

  const at = rows.findIndex(({ id }) => id === focused);
  const inTab = rows[at]?.id ?? rows.find(({ id }) => id === current)?.id ?? rows[0]?.id ?? null;
  const chosen = new Set(selected);
  const entriesOf = (row: LibraryRow): readonly LibraryEntry[] => {
    if (row.of === 'folder') return [];
    if (!chosen.has(row.id)) return [row.entry];
    return rows.flatMap((other) => (other.of === 'pipeline' && chosen.has(other.id) ? [other.entry] : []));
  };
  useKeptFocus(tree, rows, focused, setFocused);

  const focusRow = (id: string) => {
    setFocused(id);
    rowElement(tree.current, id)?.focus();
  };
  const choose = (id: string, event: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }): boolean => {
    if (event.shiftKey) {
      setSelected(rowsBetween(rows, anchor ?? focused, id));
      return true;
    }
    setAnchor(id);
    if (!event.ctrlKey && !event.metaKey) {
      setSelected([id]);
      return false;
    }
    setSelected(chosen.has(id) ? selected.filter((other) => other !== id) : [...selected, id]);
    return true;
  };
  const act = (row: LibraryRow) => {
    if (row.of === 'folder') toggleClosed('closed', row.path);
    else acts.open(row.entry);
  };
  const remove = (row: LibraryRow) => {
    if (row.of === 'folder') acts.removeFolder(row.path);
    else acts.remove(entriesOf(row));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows.find(({ id }) => id === inTab);
    if (row === undefined || event.altKey || event.target !== rowElement(tree.current, row.id)) return;
    const index = rows.indexOf(row);
    const go = (to: LibraryRow | undefined) => {
      if (to === undefined) return;
      if (event.shiftKey) {
        if (anchor === null) setAnchor(row.id);
        setSelected(rowsBetween(rows, anchor ?? row.id, to.id));
      } else if (!event.ctrlKey && !event.metaKey) {
        setAnchor(to.id);
        setSelected([to.id]);
      }
      focusRow(to.id);
    };
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(rows[index + 1]),
      ArrowUp: () => go(rows[index - 1]),
      Home: () => go(rows[0]),
      End: () => go(rows.at(-1)),
      ArrowRight: () => {
        if (row.of !== 'folder') return;
        if (!row.open) toggleClosed('closed', row.path, false);
        else if ((rows[index + 1]?.depth ?? 0) > row.depth) go(rows[index + 1]);
      },
      ArrowLeft: () => {
        if (row.of === 'folder' && row.open) return toggleClosed('closed', row.path, true);
        go(rows.slice(0, index).findLast(({ depth }) => depth < row.depth));
      },
      Enter: () => act(row),
      ' ': () => choose(row.id, { ctrlKey: true, metaKey: false, shiftKey: false }),
      F2: () => !fixed && setRenaming(row.id),
      Delete: () => !fixed && remove(row),
      Backspace: () => !fixed && remove(row),
      Escape: () => setSelected([]),
      ContextMenu: () => setMenu({ row, anchor: event.target as Element }),
      F10: () => event.shiftKey && setMenu({ row, anchor: event.target as Element }),
      a: () => (event.ctrlKey || event.metaKey) && setSelected(rows.map(({ id }) => id)),
    };
    if ((event.ctrlKey || event.metaKey) && ['Enter', 'Delete', 'Backspace'].includes(event.key)) return;
    const key = keys[event.key];
    if (key === undefined || (event.key === 'a' && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    key();
  };

  // Where what is dragged would go: the folder under the pointer, or the one that the pipeline under it is in.
  const folderAt = (row: LibraryRow | null) =>
    row === null ? null : row.of === 'folder' ? row.path : row.entry.folder;
  const onDragStart = (row: LibraryRow, event: DragEvent) => {
    const dragged =
      row.of === 'folder' ? { folder: row.path, ids: [] } : { folder: null, ids: entriesOf(row).map(({ id }) => id) };
    event.dataTransfer.setData(dragType, JSON.stringify(dragged));
    event.dataTransfer.setData('text/plain', row.of === 'folder' ? row.name : row.entry.title);
    event.dataTransfer.effectAllowed = 'move';
  };
  const onDragOver = (row: LibraryRow | null, event: DragEvent) => {
    if (fixed || !event.dataTransfer.types.includes(dragType)) return;
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = 'move';
    setTarget(folderAt(row) ?? '');
  };
  const onDrop = (row: LibraryRow | null, event: DragEvent) => {
    setTarget(null);
    if (fixed || !event.dataTransfer.types.includes(dragType)) return;
    event.preventDefault();
    event.stopPropagation();
    const folder = folderAt(row);
    const dragged = JSON.parse(event.dataTransfer.getData(dragType)) as { folder: string | null; ids: string[] };
    if (dragged.folder !== null) {
      const to = folderPath(nameOf(dragged.folder), folder, folders);
      if (to !== null) acts.moveFolder(dragged.folder, to);
      return;
    }
    const library = workspace.store.getState().library ?? [];
    acts.move(
      library.filter(({ id }) => dragged.ids.includes(id)),
      folder,
    );
  };

  const nameNewFolder = (text: string | null) => {
    onNewFolder?.(undefined);
    const path = text === null ? null : folderPath(text, newFolderIn ?? null, folders);
    if (path !== null) acts.addFolder(path);
  };
  const newFolder = (depth: number) => <NewFolderRow depth={depth} onDone={nameNewFolder} />;

  return (
    <>
      <div
        ref={tree}
        role="tree"
        aria-label={name}
        aria-multiselectable
        className={`rounded-md ${target === '' ? 'outline-2 -outline-offset-2 outline-accent' : ''}`}
        onKeyDown={onKeyDown}
        onDragOver={(event) => onDragOver(null, event)}
        onDragLeave={(event) => {
          if (!(event.relatedTarget instanceof Node) || tree.current?.contains(event.relatedTarget) !== true)
            setTarget(null);
        }}
        onDrop={(event) => onDrop(null, event)}
      >
        {newFolderIn === null && newFolder(0)}
        {rows.map((row) => (
          <TreeRow
            key={row.id}
            row={row}
            fixed={fixed}
            focusable={row.id === inTab}
            selected={chosen.has(row.id)}
            current={row.id === current}
            tabbed={openIds.includes(row.id)}
            opening={row.id === opening}
            target={row.of === 'folder' && row.path === target}
            renaming={row.id === renaming}
            onFocus={() => setFocused(row.id)}
            onClick={(event: MouseEvent) => {
              if (!choose(row.id, event)) act(row);
            }}
            onMenu={(anchorAt) => {
              if (!chosen.has(row.id)) setSelected([row.id]);
              setMenu({ row, anchor: anchorAt });
            }}
            onRename={(title) => {
              setRenaming(null);
              requestAnimationFrame(() => rowElement(tree.current, row.id)?.focus());
              if (title === null) return;
              if (row.of === 'pipeline') return acts.rename(row.entry, title);
              const to = title === row.name ? null : folderPath(title, parentOf(row.path), folders);
              if (to !== null) acts.moveFolder(row.path, to);
            }}
            onDragStart={(event) => onDragStart(row, event)}
            onDragOver={(event) => onDragOver(row, event)}
            onDrop={(event) => onDrop(row, event)}
          >
            {row.of === 'folder' && newFolderIn === row.path && newFolder(row.depth + 1)}
          </TreeRow>
        ))}
      </div>
      <RowMenu
        at={menu}
        fixed={fixed}
        entries={menu === null ? [] : entriesOf(menu.row)}
        onClose={() => setMenu(null)}
        onRename={() => setRenaming(menu?.row.id ?? null)}
        onTags={setTagging}
        onNewFolder={(parent) => {
          if (parent !== null) toggleClosed('closed', parent, false);
          onNewFolder?.(parent);
        }}
      />
      {tagging !== null && <TagsDialog entry={tagging} onClose={() => setTagging(null)} />}
      <span role="status" className="sr-only">
        {selected.length > 1 ? t('library.selected', { count: selected.length }) : ''}
      </span>
    </>
  );
}

function rowElement(tree: HTMLElement | null, id: string): HTMLElement | null {
  return tree?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null;
}

// When the row that has the focus goes away, the one that takes its place gets it.
function useKeptFocus(
  tree: { readonly current: HTMLElement | null },
  rows: readonly LibraryRow[],
  focused: string | null,
  setFocused: (id: string | null) => void,
): void {
  const last = useRef({ index: -1, within: false });
  useLayoutEffect(() => {
    const index = rows.findIndex(({ id }) => id === focused);
    const active = document.activeElement;
    if (index !== -1) {
      last.current = { index, within: tree.current?.contains(active) === true };
      return;
    }
    if (focused === null) return;
    const next = rows[Math.min(last.current.index, rows.length - 1)];
    setFocused(next?.id ?? null);
    if (next !== undefined && last.current.within && active === document.body)
      rowElement(tree.current, next.id)?.focus();
  }, [tree, rows, focused, setFocused]);
}

function useCurrentId(): string | null {
  // A sample that becomes a copy changes its id; the tabs change with it.
  const open = useWorkspaceState((state) => state.open);
  useWorkspaceState((state) => state.library);
  return open?.store.getState().id ?? null;
}

function useOpenIds(): readonly string[] {
  const tabs = useWorkspaceState((state) => state.tabs);
  return tabs.map(({ open }) => open.store.getState().id);
}
