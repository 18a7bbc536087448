// The runs of the open pipeline, newest first.

import { useWords, useLanguage } from '../i18n/words.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { moment } from '../ui/format.ts';
import { Failure, Loading } from '../ui/Notice.tsx';
import { useDocument, useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';
import { RunMark } from './RunMark.tsx';
import { Section } from './Section.tsx';

export function RunsSection({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [language] = useLanguage();
  const runs = useWorkspaceState((state) => state.runs);
  const failure = useWorkspaceState((state) => state.failures.runs);
  const shown = useRun((run) => run.runId);
  const title = useDocument(open, (state) => state.document.meta.title);
  return (
    <Section name="runs" title={t('library.runs', { title })}>
      {failure !== undefined && <Failure error={failure} onRetry={() => void workspace.loadRuns()} />}
      {runs === null && failure === undefined && <Loading text={t('common.loading')} />}
      {runs?.length === 0 && <p className="px-2 py-1 text-dense text-dim">{t('library.no_runs')}</p>}
      {runs?.map((run) => (
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
          <RunMark status={run.status} />
          <span className="min-w-0 flex-1 truncate tabular">{moment(run.createdAt, language)}</span>
          <span className="truncate text-caption text-dim">{t(`status.${run.status}`)}</span>
        </button>
      ))}
    </Section>
  );
}
