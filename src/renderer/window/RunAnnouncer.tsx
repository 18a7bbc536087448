// Says once what a run has come to, for those who do not see it: that it started, waits, is done or has failed. Not what it writes.

import { useEffect, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { shownStatus } from '../run/run-life.ts';
import { useRun } from '../workspace.ts';

export function RunAnnouncer() {
  const t = useWords();
  const run = useRun(({ runId }) => runId);
  const status = useRun((state) => (state.runId === null || state.phase === 'loading' ? null : shownStatus(state)));
  const [known, setKnown] = useState<{ readonly run: string | null; readonly started: boolean }>({
    run: null,
    started: false,
  });
  const fresh = known.run !== run;
  useEffect(() => {
    if (status !== null)
      setKnown((before) => (before.run === run ? { ...before, started: true } : { run, started: false }));
  }, [run, status]);
  const text =
    status === null
      ? ''
      : status === 'running' && (fresh || !known.started)
        ? t('event.run.started')
        : t(`status.${status}`);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}
