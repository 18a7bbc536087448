// Where on the canvas one is: the pipeline and the subpipelines that were entered, each a way back.

import { ChevronRight } from 'lucide-react';
import { levelOf } from '../../shared/pipeline/edits.ts';
import { useSheet } from '../document/sheet.ts';
import { useWords } from '../i18n/words.ts';
import { useDocument, useWorkspace } from '../workspace.ts';

export function Breadcrumb() {
  const t = useWords();
  const workspace = useWorkspace();
  const { open, levels } = useSheet();
  const root = useDocument(open, (state) => state.document);
  if (levels.length === 0) return null;
  const names = levels.map(({ pipeline }, depth) => {
    const within = levels.slice(0, depth + 1).map((level) => level.pipeline);
    return levelOf(root, within)?.meta.title ?? pipeline;
  });
  return (
    <nav
      aria-label={t('canvas.breadcrumb')}
      className="absolute top-2 left-2 z-10 flex max-w-[calc(100%-16px)] items-center gap-0.5 rounded-md border bg-surface px-1 text-dense shadow-low"
    >
      {[root.meta.title, ...names].map((name, depth, all) => (
        // oxlint-disable-next-line react/no-array-index-key -- a level is its depth
        <span key={depth} className="flex min-w-0 items-center gap-0.5">
          {depth > 0 && <ChevronRight size={12} className="shrink-0 text-muted" />}
          <button
            type="button"
            aria-current={depth === all.length - 1 ? 'page' : undefined}
            className="h-6 min-w-0 truncate rounded-sm px-1.5 text-soft hover:bg-hover aria-[current]:font-medium aria-[current]:text-ink"
            onClick={() => workspace.goTo(levels.slice(0, depth))}
          >
            {name}
          </button>
        </span>
      ))}
    </nav>
  );
}
