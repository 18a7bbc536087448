// The runs of the open pipeline, newest first.

import { useWords, useLanguage } from '../i18n/words.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { moments } from '../ui/format.ts';
import { Failure, Loading } from '../ui/Notice.tsx';
import { useDocument, useRun, useWorkspace, useWorkspaceState, type RunRow } from '../workspace.ts';
import { shownStatus, type ShownStatus } from '../run/run-life.ts';
import { RunMark } from './RunMark.tsx';
import { Section } from './Section.tsx';

export function RunsSection({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [language] = useLanguage();
  const runs = useWorkspaceState((state) => state.runs);
  const failure = useWorkspaceState((state) => state.failures.runs);
  const shown = useRun((run) => run.runId);
  // What the panel says of the run on screen; its row in the list is read now and then.
  const watched = useRun((run) => (run.phase === 'loading' || run.phase === 'none' ? null : shownStatus(run)));
  const title = useDocument(open, (state) => state.document.meta.title);
  const times = moments(runs?.map(({ createdAt }) => createdAt) ?? [], language);
  const statusOf = (run: RunRow): ShownStatus => (shown === run.runId && watched !== null ? watched : run.status);
  return (
    <Section name="runs" title={t('library.runs', { title })}>
      {failure !== undefined && <Failure error={failure} onRetry={() => void workspace.loadRuns()} />}
      {runs === null && failure === undefined && <Loading text={t('common.loading')} />}
      {runs?.length === 0 && <p className="px-2 py-1 text-dense text-dim">{t('library.no_runs')}</p>}
      {runs?.map((run, index) => (
        <button
          key={run.runId}
          type="button"
          aria-current={shown === run.runId}
          className={`flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left ${shown === run.runId ? 'bg-active' : 'hover:bg-hover'}`}
          onClick={() => {
            workspace.set({ right: 'run' });
            workspace.run.show(run.runId);
          }}
        >
          <RunMark status={statusOf(run)} />
          <span className="min-w-0 flex-1 truncate tabular">{times[index]}</span>
          <span className="truncate text-caption text-dim">{t(`status.${statusOf(run)}`)}</span>
        </button>
      ))}
    </Section>
  );
}
