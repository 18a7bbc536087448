// The kinds that a pipeline is made of, as small chips; those that nobody knows here are marked.

import { kindHelp, kindTitle } from '../i18n/kind-words.ts';
import { useWords } from '../i18n/words.ts';
import { KindIcon } from '../ui/KindIcon.tsx';
import type { UsedKind } from './document-facts.ts';

export function KindChips({
  kinds,
  counts = false,
}: {
  readonly kinds: readonly UsedKind[];
  readonly counts?: boolean;
}) {
  const t = useWords();
  return (
    <ul className="flex flex-wrap gap-1" aria-label={t('gallery.kinds')}>
      {kinds.map(({ kind, card, count }) => (
        <li
          key={kind}
          title={card === null ? t('import.unknown_kind', { kind }) : kindHelp(card)}
          className={`inline-flex h-5 max-w-full items-center gap-1 rounded-sm px-1.5 text-caption ${card === null ? 'border border-dashed border-wait bg-wait-soft text-wait' : 'bg-sunken text-soft'}`}
        >
          <KindIcon name={card?.icon ?? 'circle-help'} size={11} className="shrink-0" />
          <span className="truncate">{card === null ? kind : kindTitle(card)}</span>
          {counts && count > 1 && <span className="text-dim tabular">{`× ${count}`}</span>}
        </li>
      ))}
    </ul>
  );
}
