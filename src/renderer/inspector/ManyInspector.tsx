// Several selected nodes: which they are and, where they are of one kind, the params that they share.

import type { PipelineNode } from '../../shared/pipeline/document.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { KindIcon } from '../ui/KindIcon.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { FieldList } from './FieldList.tsx';
import { Section } from './Section.tsx';

const noProblems = { general: [], ofParam: {} };

export function ManyInspector({ nodes }: { readonly nodes: readonly PipelineNode[] }) {
  const t = useWords();
  const word = useOptionalWords();
  const workspace = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  const kinds = new Set(nodes.map(({ kind }) => kind));
  const [kind] = kinds;
  const card = (kinds.size === 1 && kind !== undefined ? catalog?.get(kind)?.card : undefined) ?? null;
  return (
    <>
      <header className="flex flex-col gap-1 p-3">
        <h2 className="text-title font-semibold">{t('inspector.many', { count: nodes.length })}</h2>
        <p className="text-dense text-dim">{card === null ? t('inspector.many_kinds') : t('inspector.many_hint')}</p>
      </header>
      {card !== null && <FieldList key={card.kind} card={card} nodes={nodes} problems={noProblems} />}
      <Section name="selection" title={t('inspector.selection')}>
        <ul className="-mx-1 flex flex-col">
          {nodes.map((node) => {
            const own = catalog?.get(node.kind)?.card;
            const title = word(`kind.${node.kind}`, own?.title ?? node.kind);
            return (
              <li key={node.id}>
                <button
                  type="button"
                  onClick={() => workspace.revealNode(node.id)}
                  className="flex h-7 w-full min-w-0 items-center gap-2 rounded-md px-1.5 text-left text-base hover:bg-hover"
                >
                  <KindIcon name={own?.icon ?? 'circle-help'} className="shrink-0 text-dim" />
                  <span className="min-w-0 flex-1 truncate">{node.title ?? title}</span>
                  <code className="max-w-1/2 truncate font-mono text-caption text-dim">{node.id}</code>
                </button>
              </li>
            );
          })}
        </ul>
      </Section>
    </>
  );
}
