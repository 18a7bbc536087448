// A question of the run to a person: choices as buttons, or a text.

import { Hand } from 'lucide-react';
import { useState } from 'react';
import type { QuestionView } from '../../shared/run/view.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { TextArea } from '../ui/Fields.tsx';
import { visible } from '../ui/hidden-characters.ts';
import { useWorkspace } from '../workspace.ts';

export function QuestionCard({ question }: { readonly question: QuestionView }) {
  const t = useWords();
  const { answer } = useWorkspace();
  const [text, setText] = useState('');
  const [sent, setSent] = useState(false);
  const give = (value: string) => {
    setSent(true);
    void answer(question.effect, value).finally(() => setSent(false));
  };
  return (
    <section
      role="alertdialog"
      aria-label={t('question.name')}
      className="m-3 rounded-lg border border-wait-mark bg-wait-soft p-3"
    >
      <p className="flex items-center gap-1.5 text-dense font-medium text-wait">
        <Hand size={14} /> {t('question.name')}
      </p>
      <p className="mt-1 whitespace-pre-wrap break-words text-ink">{visible(question.question)}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        {question.choices.map((choice) => (
          <Button key={choice} disabled={sent} onClick={() => give(choice)}>
            {visible(choice)}
          </Button>
        ))}
      </div>
      {question.choices.length === 0 && (
        <form
          className="flex flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') give(text.trim());
          }}
        >
          <TextArea
            autoFocus
            aria-label={t('question.answer')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button look="primary" type="submit" className="self-end" disabled={sent || text.trim() === ''}>
            {t('question.send')}
          </Button>
        </form>
      )}
    </section>
  );
}
