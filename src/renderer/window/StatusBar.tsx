// The line at the bottom of the window while a pipeline is open: what is wrong, the log, and how much there is on the canvas.

import { CircleAlert, CircleCheck, ScrollText, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { OpenDocument } from '../document/open-document.ts';
import { documentAt } from '../document/sheet.ts';
import { useInsights } from '../document/use-insights.ts';
import { useWords } from '../i18n/words.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import { useDocument, useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';

/** `children` stand at the right end. */
export function StatusBar({ children }: { readonly children?: ReactNode }) {
  const open = useWorkspaceState((state) => state.open);
  return open === null ? null : <Bar open={open}>{children}</Bar>;
}

function Bar({ open, children }: { readonly open: OpenDocument; readonly children: ReactNode }) {
  const t = useWords();
  const rehearsal = useRun((run) => run.view.rehearsal);
  const levels = useWorkspaceState((state) => state.levels);
  const selected = useWorkspaceState((state) => state.selection.nodes.length);
  const within = levels.map(({ pipeline }) => pipeline);
  const nodes = useDocument(open, ({ document }) => documentAt(document, within).nodes.length);
  return (
    <footer
      data-region="status"
      className="flex h-7 shrink-0 items-center gap-1 overflow-hidden border-t bg-pane px-1.5 text-caption text-dim"
    >
      <ProblemsButton />
      <PaneButton pane="log" keys="Ctrl+`" name={t('do.log')}>
        <ScrollText size={13} />
        {t('bottom.log')}
      </PaneButton>
      <span className="min-w-2 flex-1" />
      {rehearsal && <span className="truncate px-1.5">{t('run.rehearsal')}</span>}
      <span className="shrink-0 px-1.5 tabular">
        {selected === 0 ? t('bottom.nodes', { count: nodes }) : t('bottom.selected', { selected, count: nodes })}
      </span>
      {children}
    </footer>
  );
}

function ProblemsButton() {
  const t = useWords();
  const problems = useInsights((insights) => insights.problems);
  const failing = problems.some(({ severity }) => severity === 'error');
  return (
    <PaneButton pane="problems" keys="Ctrl+Shift+M" name={t('do.problems')}>
      {failing ? (
        <CircleAlert size={13} className="text-fail" />
      ) : problems.length > 0 ? (
        <TriangleAlert size={13} className="text-wait" />
      ) : (
        <CircleCheck size={13} className="text-done" />
      )}
      {t('problems.count', { count: problems.length })}
    </PaneButton>
  );
}

function PaneButton({
  pane,
  keys,
  name,
  children,
}: {
  readonly pane: 'problems' | 'log';
  readonly keys: string;
  readonly name: string;
  readonly children: ReactNode;
}) {
  const { set } = useWorkspace();
  const shown = useWorkspaceState((state) => state.bottom === pane);
  return (
    <Tooltip text={name} keys={keys} side="top">
      <button
        type="button"
        aria-expanded={shown}
        className={`flex h-5.5 shrink-0 items-center gap-1.5 rounded-sm px-1.5 whitespace-nowrap hover:bg-hover hover:text-ink ${shown ? 'bg-active text-ink' : ''}`}
        onClick={() => set({ bottom: shown ? null : pane })}
      >
        {children}
      </button>
    </Tooltip>
  );
}
