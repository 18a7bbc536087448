// The buttons of a run: pause, resume, stop, and the menu with what is wanted now and then.

import { CirclePlay, Ellipsis, Pause, Square } from 'lucide-react';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { useRun, useWorkspace } from '../workspace.ts';
import { openDialog } from './panel-state.ts';
import { canGoOn, isLive } from './run-life.ts';

export function RunControls() {
  const t = useWords();
  const workspace = useWorkspace();
  const live = useRun(isLive);
  const running = useRun((run) => isLive(run) && run.view.status !== 'paused');
  const goesOn = useRun(canGoOn);
  const ended = useRun((run) => run.view.stateHash !== null);
  return (
    <span className="ml-auto flex gap-1">
      {running && (
        <Button onClick={() => void workspace.pauseRun()}>
          <Pause size={13} /> {t('run.pause')}
        </Button>
      )}
      {goesOn && (
        <Button look="primary" onClick={() => void workspace.resumeRun()}>
          <CirclePlay size={14} /> {t('run.resume')}
        </Button>
      )}
      {live && (
        <Button look="danger" onClick={() => void workspace.stopRun()}>
          <Square size={12} /> {t('run.stop')}
        </Button>
      )}
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            aria-label={t('run.more')}
            className="flex size-7 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-ink"
          >
            <Ellipsis size={15} />
          </button>
        }
      >
        {!ended && <MenuItem onClick={() => openDialog({ of: 'limits' })}>{t('limits.raise')}</MenuItem>}
        <MenuItem onClick={() => openDialog({ of: 'compare' })}>{t('compare.choose')}</MenuItem>
        <MenuItem onClick={() => workspace.run.clear()}>{t('run.new')}</MenuItem>
      </Menu>
    </span>
  );
}
