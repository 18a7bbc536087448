// The right pane's run side: the form that starts a run while none is on screen, else the run itself.

import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Failure } from '../ui/Notice.tsx';
import { useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { RunForm } from './RunForm.tsx';
import { RunHeader } from './RunHeader.tsx';
import { Timeline } from './Timeline.tsx';

export function RunPane({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const workspace = useWorkspace();
  const runId = useRun((run) => run.runId);
  const failure = useWorkspaceState((state) => state.failures.run);
  const watching = useRun((run) => run.failure);
  const live = useRun(
    ({ phase, view }) => phase === 'live' && (view.status === 'running' || view.status === 'waiting'),
  );
  const fresh = runId === null;
  return (
    <div className="flex h-full min-h-0 flex-col">
      {failure !== undefined && (
        <div className="p-3 pb-0">
          <Failure error={failure} />
        </div>
      )}
      {watching !== null && (
        <div className="p-3 pb-0">
          <Failure error={watching} {...(runId === null ? {} : { onRetry: () => workspace.run.show(runId) })} />
        </div>
      )}
      {fresh ? (
        <RunForm open={open} />
      ) : (
        <>
          <RunHeader />
          <Timeline key={runId} />
          {!live && (
            <div className="flex shrink-0 items-center gap-2 border-t p-2">
              <Button className="flex-1" onClick={() => workspace.run.clear()}>
                {t('run.new')}
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}
