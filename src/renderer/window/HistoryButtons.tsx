// Undo and redo with what they would take back or bring again, and the list of steps to go further at once.

import { ChevronDown, Redo2, Undo2 } from 'lucide-react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { actionContext, perform } from '../actions/action.ts';
import { actionOf } from '../actions/index.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { useWords, type MessageKey, type Words } from '../i18n/words.ts';
import { libraryEditText } from '../library/library-edit-text.ts';
import type { PipelineEdit } from '../../shared/pipeline/edits.ts';
import { emptyHistory, type History } from '../../shared/pipeline/history.ts';
import { IconButton } from '../ui/Button.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';

const mostShown = 30;
const nothing = createStore<{ readonly history: History }>(() => ({ history: emptyHistory }));

export function HistoryButtons({ open }: { readonly open: OpenDocument | null }) {
  const t = useWords();
  const workspace = useWorkspace();
  const history = useStore(open?.store ?? nothing, (state: { readonly history: History }) => state.history);
  const library = useWorkspaceState((state) => state.libraryUndo);
  const [last, next] = [history.past.at(-1), history.future[0]];
  const act = (id: 'undo' | 'redo') => () => perform(actionOf(id), actionContext(workspace, t));
  const nameOf = (edit: PipelineEdit | undefined, other: typeof library.undo) =>
    edit !== undefined ? stepText(t, edit) : open === null && other !== null ? libraryEditText(t, other.edit) : null;
  const [undo, redo] = [nameOf(last, library.undo), nameOf(next, library.redo)];
  return (
    <span className="flex items-center">
      <IconButton
        name={undo === null ? t('edit.undo') : t('history.undo', { step: undo })}
        keys="Ctrl+Z"
        disabled={undo === null}
        onClick={act('undo')}
      >
        <Undo2 size={16} />
      </IconButton>
      <IconButton
        name={redo === null ? t('edit.redo') : t('history.redo', { step: redo })}
        keys="Ctrl+Shift+Z"
        disabled={redo === null}
        onClick={act('redo')}
      >
        <Redo2 size={16} />
      </IconButton>
      {open !== null && (
        <Menu
          align="end"
          trigger={
            <button
              type="button"
              aria-label={t('history.name')}
              title={t('history.name')}
              disabled={history.past.length + history.future.length === 0}
              className="flex h-7 w-4 items-center justify-center rounded-md text-dim hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-40"
            >
              <ChevronDown size={12} />
            </button>
          }
        >
          <Steps history={history} open={open} />
        </Menu>
      )}
    </span>
  );
}

function Steps({ history, open }: { readonly history: History; readonly open: OpenDocument }) {
  const t = useWords();
  const go = (steps: number) => {
    for (let left = Math.abs(steps); left > 0; left -= 1) {
      if (steps < 0) open.undo();
      else open.redo();
    }
  };
  const ahead = history.future.slice(0, mostShown);
  const behind = history.past.slice(-mostShown);
  return (
    <>
      {ahead.toReversed().map((edit, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a step is its place in the history
        <MenuItem key={`f${at}`} onClick={() => go(ahead.length - at)}>
          <span className="text-dim">{stepText(t, edit)}</span>
        </MenuItem>
      ))}
      {behind.toReversed().map((edit, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a step is its place in the history
        <MenuItem key={`p${at}`} onClick={() => go(-at)}>
          <span className="flex-1">{stepText(t, edit)}</span>
          {at === 0 && <span className="text-caption text-dim">{t('history.now')}</span>}
        </MenuItem>
      ))}
      {behind.length < mostShown && (
        <MenuItem onClick={() => go(-behind.length)}>
          <span className="text-dim">{t('history.start')}</span>
        </MenuItem>
      )}
    </>
  );
}

/** What a step was, in words. */
function stepText(t: Words, { label }: PipelineEdit): string {
  return t(`edited.${label.replace(/^edit\./, '')}` as MessageKey);
}
