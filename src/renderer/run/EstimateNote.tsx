// What a run would cost, shown before the start where somebody should know: a model that may cost something and no budget, or an agent
// that answers several times.

import { Calculator } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toEnvelope, type ErrorEnvelope } from '../../shared/errors.ts';
import { agentParamsOf } from '../../shared/pipeline/kinds/agent.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { errorText } from '../i18n/said.ts';
import { useWords } from '../i18n/words.ts';
import { money } from '../ui/format.ts';
import { useDocument, useWorkspace, useWorkspaceState, type RunEstimate, type RunRequest } from '../workspace.ts';

export function EstimateNote({ open, request }: { readonly open: OpenDocument; readonly request: RunRequest }) {
  const estimate = useEstimate(open, request);
  return estimate === null ? null : <Estimate estimate={estimate} />;
}

type Estimated =
  | { readonly of: 'estimate'; readonly value: RunEstimate }
  | { readonly of: 'failure'; readonly error: ErrorEnvelope };

// Asked anew a moment after the last change.
function useEstimate(open: OpenDocument, request: RunRequest): Estimated | null {
  const workspace = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  const document = useDocument(open, (state) => state.document);
  const saved = useDocument(open, (state) => state.document === state.saved);
  const [estimate, setEstimate] = useState<Estimated | null>(null);
  const several = document.nodes.some(
    (node) => catalog?.get(node.kind)?.card.performer === 'agent' && agentParamsOf(node.params).trajectories > 1,
  );
  const wanted = saved && (several || (request.rehearsal === null && request.budgetUsd === null));
  const asked = JSON.stringify(request);
  useEffect(() => {
    setEstimate(null);
    if (!wanted) return;
    let left = false;
    const timer = setTimeout(() => {
      // It is what was put into the text above.
      workspace.estimateRun(JSON.parse(asked) as RunRequest).then(
        (value) => left || setEstimate(value === null ? null : { of: 'estimate', value }),
        (thrown: unknown) => left || setEstimate({ of: 'failure', error: toEnvelope(thrown) }),
      );
    }, 400);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [workspace, wanted, asked, document]);
  return estimate;
}

function Estimate({ estimate }: { readonly estimate: Estimated }) {
  const t = useWords();
  if (estimate.of === 'failure')
    return (
      <p className="mb-2 text-caption break-words text-dim">
        {t('estimate.failed')} {errorText(estimate.error)}
      </p>
    );
  const { trajectories, steps, costNanoUsd, basis } = estimate.value;
  return (
    <section className="mb-2 flex gap-2 rounded-md bg-sunken p-2 text-dense" aria-label={t('estimate.name')}>
      <Calculator size={14} className="mt-0.5 shrink-0 text-dim" />
      <div className="min-w-0 break-words">
        <p className="font-medium tabular">
          {costNanoUsd === null
            ? t('estimate.unknown', { steps })
            : t('estimate.cost', { usual: money(costNanoUsd.usual), worst: money(costNanoUsd.worst), steps })}
        </p>
        {trajectories.map(({ node, count }) => (
          <p key={node} className="text-soft">
            {t('estimate.trajectories', { node, number: count })}
          </p>
        ))}
        <p className="text-caption text-dim">{basis}</p>
      </div>
    </section>
  );
}
