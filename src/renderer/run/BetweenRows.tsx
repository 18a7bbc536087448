// What stands between the steps of the timeline: what a person told the models, how a conversation was shortened, where a fork becomes a
// run of its own.

import { GitFork, MessageSquareText, Scissors } from 'lucide-react';
import type { ContextView, SteerView } from '../../shared/run/view.ts';
import { useLanguage, useWords } from '../i18n/words.ts';
import { moment, tokens } from '../ui/format.ts';
import { visible } from '../ui/hidden-characters.ts';
import { useWorkspace } from '../workspace.ts';

export function SteerRow({ steer }: { readonly steer: SteerView }) {
  const t = useWords();
  const [language] = useLanguage();
  return (
    <section className="border-b bg-accent-soft px-3 py-2" aria-label={t('steer.said')}>
      <p className="flex items-center gap-1.5 text-caption text-dim">
        <MessageSquareText size={12} className="shrink-0 text-accent-text" />
        <span className="font-semibold text-accent-text">{t('steer.said')}</span>
        <span className="min-w-0 truncate">{steer.activation ?? t('steer.everybody')}</span>
        <span className="ml-auto shrink-0 tabular">{moment(steer.at, language)}</span>
      </p>
      <p className="mt-0.5 max-h-60 overflow-auto whitespace-pre-wrap break-words text-ink">{visible(steer.text)}</p>
    </section>
  );
}

export function ContextRow({ change }: { readonly change: ContextView }) {
  const t = useWords();
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 border-b bg-sunken px-3 py-1.5 text-caption text-soft">
      <Scissors size={12} className="shrink-0" />
      <span>{t(`context.${change.stage}`, { count: change.changed })}</span>
      <span className="ml-auto text-dim tabular">
        {t('context.tokens', { before: tokens(change.tokensBefore), after: tokens(change.tokensAfter) })}
      </span>
    </p>
  );
}

export function ForkRow({ from, step }: { readonly from: string; readonly step: string }) {
  const t = useWords();
  const workspace = useWorkspace();
  return (
    <div className="flex items-center gap-1.5 border-y-2 border-accent bg-accent-soft px-3 py-1.5 text-caption text-ink">
      <GitFork size={12} className="shrink-0 text-accent-text" />
      <span className="min-w-0 flex-1">{t('fork.parted', { step })}</span>
      <button
        type="button"
        className="shrink-0 rounded-sm px-1 text-accent-text hover:bg-hover"
        onClick={() => workspace.run.show(from)}
      >
        {t('fork.show_parent')}
      </button>
    </div>
  );
}
