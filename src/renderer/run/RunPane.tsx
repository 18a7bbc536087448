// The right pane's run side: the form that starts a run while none is on screen, else the run itself, with what waits for a person and
// the box for messages to the models beneath.

import { useRef } from 'react';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Failure } from '../ui/Notice.tsx';
import { useShorter } from '../ui/use-shorter.ts';
import { useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { CompareDialog } from './CompareDialog.tsx';
import { ForkDialog } from './ForkDialog.tsx';
import { LimitsDialog } from './LimitsDialog.tsx';
import { LaterCard, QuestionCard } from './QuestionCard.tsx';
import { courseOf, isAsking, isLive } from './run-life.ts';
import { RunForm } from './RunForm.tsx';
import { RunHeader } from './RunHeader.tsx';
import { SteerBox } from './SteerBox.tsx';
import { Timeline } from './Timeline.tsx';

export function RunPane({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const workspace = useWorkspace();
  const runId = useRun((run) => run.runId);
  const failure = useWorkspaceState((state) => state.failures.run);
  const watching = useRun((run) => run.failure);
  const live = useRun(isLive);
  const fresh = runId === null;
  const pane = useRef<HTMLDivElement>(null);
  const short = useShorter(pane, 420);
  return (
    <div ref={pane} data-tour="run-panel" className="flex h-full min-h-0 flex-col overflow-x-hidden overflow-y-auto">
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
          <RunHeader short={short} />
          <Timeline key={runId} short={short} />
          <Questions />
          {live ? (
            <SteerBox />
          ) : (
            // Where there is little height the menu of the run has it too.
            <div className={`shrink-0 items-center gap-2 border-t p-2 ${short ? 'hidden' : 'flex'}`}>
              <Button className="flex-1" onClick={() => workspace.run.clear()}>
                {t('run.new')}
              </Button>
            </div>
          )}
          <LimitsDialog />
          <CompareDialog />
          <ForkDialog open={open} />
        </>
      )}
    </div>
  );
}

function Questions() {
  const questions = useRun((run) => run.view.questions);
  const asking = useRun(isAsking);
  const over = useRun((run) => courseOf(run) === 'over');
  if (questions.length === 0) return null;
  if (over)
    return (
      <div className="max-h-[30%] overflow-auto border-t bg-pane">
        {questions.map((question) => (
          <LaterCard key={question.effect} question={question} />
        ))}
      </div>
    );
  if (!asking) return null;
  return (
    <div className="max-h-[50%] min-h-40 overflow-auto border-t bg-pane">
      {questions.map((question) => (
        <QuestionCard key={question.effect} question={question} />
      ))}
    </div>
  );
}
