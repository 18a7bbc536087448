// What can be done with a row of the library, or with all that are selected: opened by its button, the right button or the menu key.

import { Menu as Base } from '@base-ui/react/menu';
import { Check, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../../i18n/words.ts';
import { Keys } from '../../ui/Keys.tsx';
import { useWorkspaceState, type LibraryEntry } from '../../workspace.ts';
import type { LibraryRow } from '../library-rows.ts';
import { useLibrary } from '../use-library.ts';

export interface MenuAt {
  readonly row: LibraryRow;
  readonly anchor: Element | { getBoundingClientRect: () => DOMRect };
}

export interface RowMenuProps {
  /** null: it is closed. */
  readonly at: MenuAt | null;
  readonly fixed: boolean;
  /** The pipelines that it is for: the row's, or all selected ones. */
  readonly entries: readonly LibraryEntry[];
  readonly onClose: () => void;
  readonly onRename: () => void;
  readonly onTags: (entry: LibraryEntry) => void;
  readonly onNewFolder: (parent: string | null) => void;
}

const item =
  'flex min-h-7 items-center gap-2 rounded-sm px-2 text-base outline-none select-none data-[highlighted]:bg-hover data-[popup-open]:bg-hover data-[disabled]:opacity-45';
const popup = 'max-h-[60vh] max-w-80 min-w-44 overflow-auto rounded-md border bg-surface p-1 shadow-float outline-none';

export function RowMenu({ at, ...props }: RowMenuProps) {
  const { row } = at ?? {};
  return (
    <Base.Root
      open={at !== null}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Base.Portal>
        <Base.Positioner anchor={at?.anchor ?? null} side="bottom" align="start" sideOffset={2} className="z-50">
          <Base.Popup className={popup}>
            {row?.of === 'folder' && <FolderItems path={row.path} {...props} />}
            {row?.of === 'pipeline' && <PipelineItems entry={row.entry} {...props} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type ItemsProps = Omit<RowMenuProps, 'at' | 'onClose'>;

function FolderItems({ path, onRename, onNewFolder }: ItemsProps & { readonly path: string }) {
  const t = useWords();
  const acts = useLibrary();
  return (
    <>
      <Item onClick={() => onNewFolder(path)}>{t('library.new_folder')}</Item>
      <Item keys="F2" onClick={onRename}>
        {t('library.rename')}
      </Item>
      <Base.Separator className="my-1 h-px bg-line" />
      <Item keys="Delete" danger onClick={() => acts.removeFolder(path)}>
        {t('library.remove_folder')}
      </Item>
    </>
  );
}

function PipelineItems({ entry, entries, fixed, onRename, onTags }: ItemsProps & { readonly entry: LibraryEntry }) {
  const t = useWords();
  const acts = useLibrary();
  const many = entries.length > 1;
  if (many && !fixed) {
    return (
      <>
        <MoveTo entries={entries} />
        <Item onClick={() => entries.forEach(acts.exportToFile)}>{t('library.export')}</Item>
        <Base.Separator className="my-1 h-px bg-line" />
        <Item keys="Delete" danger onClick={() => acts.remove(entries)}>
          {t('library.remove_several', { count: entries.length })}
        </Item>
      </>
    );
  }
  return (
    <>
      <Item keys="Enter" onClick={() => acts.open(entry)}>
        {t('library.open')}
      </Item>
      {!fixed && (
        <Item keys="F2" onClick={onRename}>
          {t('library.rename')}
        </Item>
      )}
      <Item onClick={() => acts.duplicate(entry)}>{t('library.duplicate')}</Item>
      {!fixed && (
        <>
          <MoveTo entries={entries} />
          <Item onClick={() => onTags(entry)}>{t('library.edit_tags')}</Item>
          <Item onClick={() => acts.versions(entry)}>{t('library.versions')}</Item>
        </>
      )}
      <Item onClick={() => acts.exportToFile(entry)}>{t('library.export')}</Item>
      {!fixed && (
        <>
          <Base.Separator className="my-1 h-px bg-line" />
          <Item keys="Delete" danger onClick={() => acts.remove([entry])}>
            {t('library.remove')}
          </Item>
        </>
      )}
    </>
  );
}

function MoveTo({ entries }: { readonly entries: readonly LibraryEntry[] }) {
  const t = useWords();
  const acts = useLibrary();
  const folders = useWorkspaceState((state) => state.folders);
  const inAll = (folder: string | null) => entries.every((entry) => entry.folder === folder);
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={item}>
        <span className="flex-1">{t('library.move_to')}</span>
        <ChevronRight size={14} className="text-dim" />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner side="right" align="start" sideOffset={4} alignOffset={-4} className="z-50">
          <Base.Popup className={popup}>
            {[null, ...folders.toSorted()].map((folder) => (
              <Base.Item
                key={folder ?? ''}
                className={item}
                disabled={inAll(folder)}
                onClick={() => acts.move(entries, folder)}
              >
                <span className="flex size-4 shrink-0 items-center justify-center">
                  {inAll(folder) && <Check size={14} />}
                </span>
                <span className="truncate">{folder ?? t('library.no_folder')}</span>
              </Base.Item>
            ))}
            {folders.length === 0 && (
              <p className="max-w-52 px-2 py-1 text-caption text-dim">{t('library.no_folders')}</p>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}

function Item({
  keys,
  danger = false,
  onClick,
  children,
}: {
  readonly keys?: string;
  readonly danger?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Base.Item onClick={onClick} className={`${item} ${danger ? 'text-fail' : ''}`}>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys !== undefined && <Keys keys={keys} />}
    </Base.Item>
  );
}
