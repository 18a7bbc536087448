// The strip at the bottom: how many problems the pipeline has, and the list of them with a jump to the node.

import { ChevronDown, ChevronUp, CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { useProblems } from '../inspector/problems.ts';
import { useRun, useWorkspace } from '../workspace.ts';

export function ProblemsBar() {
  const t = useWords();
  const word = useOptionalWords();
  const { revealNode } = useWorkspace();
  const problems = useProblems();
  const rehearsal = useRun((run) => run.view.rehearsal);
  const [shown, setShown] = useState(false);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return (
    <footer className="shrink-0 border-t bg-pane">
      <div className="flex h-7 items-center gap-3 px-3 text-caption text-dim">
        <button
          type="button"
          aria-expanded={shown}
          className="flex items-center gap-1.5 hover:text-ink"
          onClick={() => setShown(!shown)}
        >
          {errors > 0 ? (
            <CircleAlert size={13} className="text-fail" />
          ) : problems.length > 0 ? (
            <TriangleAlert size={13} className="text-wait" />
          ) : (
            <CircleCheck size={13} className="text-done" />
          )}
          {t('problems.count', { count: problems.length })}
          {shown ? <ChevronDown size={13} /> : <ChevronUp size={13} />}
        </button>
        {rehearsal && <span className="ml-auto">{t('run.rehearsal')}</span>}
      </div>
      {shown && (
        <ul className="max-h-44 overflow-auto border-t p-1">
          {problems.length === 0 && <li className="p-2 text-dense text-dim">{t('problems.none')}</li>}
          {problems.map((problem) => (
            <li key={`${problem.code}${problem.pointer}`}>
              <button
                type="button"
                disabled={problem.node === undefined}
                className="flex w-full items-start gap-2 rounded-md px-2 py-1 text-left text-dense enabled:hover:bg-hover"
                onClick={() => {
                  if (problem.node !== undefined) revealNode(problem.node);
                }}
              >
                {problem.severity === 'error' ? (
                  <CircleAlert size={14} className="mt-0.5 shrink-0 text-fail" />
                ) : (
                  <TriangleAlert size={14} className="mt-0.5 shrink-0 text-wait" />
                )}
                <span className="min-w-0 break-words">
                  {word(`code.${problem.code}`, '') !== '' && (
                    <span className="mr-2 font-medium">{word(`code.${problem.code}`, '')}</span>
                  )}
                  {problem.message}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </footer>
  );
}
