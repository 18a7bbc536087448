// Changes the limits of a run that goes on: raising one lets it go further, lowering one ends it earlier.

import { useState } from 'react';
import { useStore } from 'zustand';
import type { Limits } from '../../shared/run/events.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { useRun, useWorkspace } from '../workspace.ts';
import { LimitsFields } from './LimitsFields.tsx';
import { openDialog, panelState } from './panel-state.ts';
import { limitsTyped, typedLimits } from './typed-limits.ts';

export function LimitsDialog() {
  const t = useWords();
  const open = useStore(panelState, ({ dialog }) => dialog?.of === 'limits');
  const limits = useRun((run) => run.view.limits);
  return (
    <Dialog open={open} onClose={() => openDialog(null)} title={t('limits.raise')}>
      {open && <Form limits={limits} />}
    </Dialog>
  );
}

function Form({ limits }: { readonly limits: Limits }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [typed, setTyped] = useState(() => typedLimits(limits));
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void workspace.limitRun(limitsTyped(typed, limits));
        openDialog(null);
      }}
    >
      <p className="text-dense text-soft">{t('limits.text')}</p>
      <LimitsFields
        value={typed}
        noSteps={t('run.of_agents')}
        onChange={(change) => setTyped((before) => ({ ...before, ...change }))}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={() => openDialog(null)}>{t('common.cancel')}</Button>
        <Button look="primary" type="submit">
          {t('limits.set')}
        </Button>
      </div>
    </form>
  );
}
