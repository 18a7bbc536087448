// The first sight: samples that run at once without a model, or an empty pipeline.

import { ArrowRight, Plus } from 'lucide-react';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';

export function Welcome() {
  const t = useWords();
  const workspace = useWorkspace();
  const samples = (useWorkspaceState((state) => state.library) ?? []).filter((entry) => entry.sample);
  return (
    <div className="flex h-full items-center justify-center overflow-auto p-8">
      <div className="w-full max-w-xl">
        <h1 className="text-display font-semibold">{t('welcome.title')}</h1>
        <p className="mt-1 text-soft">{t('welcome.text')}</p>
        <div className="mt-6 flex flex-col gap-2">
          {samples.map((sample) => (
            <button
              key={sample.id}
              type="button"
              className="group flex items-center gap-4 rounded-lg border bg-surface p-4 text-left shadow-low transition-colors hover:border-accent"
              onClick={() => void workspace.openPipeline(sample.id)}
            >
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{sample.title}</span>
                {sample.description !== null && (
                  <span className="mt-0.5 block text-dense text-dim">{sample.description}</span>
                )}
              </span>
              <ArrowRight size={16} className="shrink-0 text-dim group-hover:text-accent-text" />
            </button>
          ))}
        </div>
        <Button className="mt-4" onClick={() => void workspace.newPipeline(t('library.untitled'))}>
          <Plus size={14} /> {t('library.new')}
        </Button>
      </div>
    </div>
  );
}
