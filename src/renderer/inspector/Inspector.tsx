// The right pane beside the canvas: what the selected node is and the params that its author sets, drawn from the kind's JSON Schema;
// with several selected, what they share; with nothing selected, the pipeline itself.

import { useMemo, type ReactNode } from 'react';
import type { PipelineNode } from '../../shared/pipeline/document.ts';
import { useLevel, useSheet } from '../document/sheet.ts';
import { useInsights } from '../document/use-insights.ts';
import { useWords } from '../i18n/words.ts';
import { useWorkspaceState } from '../workspace.ts';
import { FieldList } from './FieldList.tsx';
import { ManyInspector } from './ManyInspector.tsx';
import { ModelView } from './ModelView.tsx';
import { problemsOfNode } from './node-problems.ts';
import { NodeHeader } from './NodeHeader.tsx';
import { PipelineInspector } from './PipelineInspector.tsx';
import { PortsSection } from './PortsSection.tsx';

export function Inspector() {
  const selected = useWorkspaceState((state) => state.selected);
  const all = useLevel((level) => level.nodes);
  const nodes = useMemo(() => {
    const ids = new Set(selected);
    return all.filter(({ id }) => ids.has(id));
  }, [all, selected]);
  const [node] = nodes;
  // Each selection has a pane of its own, so that it begins at its top.
  const key = nodes.map(({ id }) => id).join(' ');
  return (
    <Pane key={key}>
      {node === undefined ? (
        <PipelineInspector />
      ) : nodes.length > 1 ? (
        <ManyInspector nodes={nodes} />
      ) : (
        <NodeInspector node={node} />
      )}
    </Pane>
  );
}

// Takes the focus that an editor inside gives away.
function Pane({ children }: { readonly children: ReactNode }) {
  const t = useWords();
  return (
    <section
      tabIndex={-1}
      aria-label={t('right.inspector')}
      className="@container h-full overflow-x-hidden overflow-y-auto bg-pane outline-none"
    >
      <div className="mx-auto flex max-w-180 flex-col pb-6">{children}</div>
    </section>
  );
}

function NodeInspector({ node }: { readonly node: PipelineNode }) {
  const { within } = useSheet();
  const catalog = useWorkspaceState((state) => state.catalog);
  const all = useInsights((insights) => insights.problems);
  const index = useLevel((level) => level.nodes.findIndex(({ id }) => id === node.id));
  const card = catalog?.get(node.kind)?.card ?? null;
  const problems = useMemo(() => problemsOfNode(all, within, index, node.id), [all, within, index, node.id]);
  return (
    <>
      <NodeHeader node={node} card={card} problems={problems.general} />
      {card === null ? (
        <pre className="mx-3 overflow-auto rounded-md bg-sunken p-2 font-mono text-caption whitespace-pre-wrap">
          {JSON.stringify(node.params, null, 2)}
        </pre>
      ) : (
        <>
          <FieldList card={card} nodes={[node]} problems={problems} />
          <PortsSection node={node} />
          {card.pluggable && <ModelView node={node} card={card} />}
        </>
      )}
    </>
  );
}
