// The frame of everything that waits for a person: what it is about, and which agent waits.

import { Hand, ShieldAlert, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { QuestionPurpose } from '../../shared/run/events.ts';
import type { QuestionView } from '../../shared/run/view.ts';
import { useWords } from '../i18n/words.ts';

const icons = {
  question: Hand,
  approval: Hand,
  doubt: TriangleAlert,
  guard: ShieldAlert,
} as const satisfies Record<QuestionPurpose, LucideIcon>;

/** A card that waits for a person. */
export function AskingCard({ question, children }: { readonly question: QuestionView; readonly children: ReactNode }) {
  const t = useWords();
  const Icon = icons[question.purpose];
  const title = t(`ask.${question.purpose}`);
  return (
    <section role="alertdialog" aria-label={title} className="m-2 rounded-lg border border-wait-mark bg-wait-soft p-3">
      <p className="flex items-center gap-1.5 text-dense font-medium text-wait">
        <Icon size={14} className="shrink-0" /> {title}
        <span className="ml-auto min-w-0 truncate font-normal text-dim">{question.activation}</span>
      </p>
      {children}
    </section>
  );
}
