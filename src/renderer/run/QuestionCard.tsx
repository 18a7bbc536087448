// A question of the run to a person. What it is about decides what the card offers: leave for a call is ApprovalCard's; anything else
// has its choices as buttons, or takes a text.

import { useState } from 'react';
import type { QuestionView } from '../../shared/run/view.ts';
import { useWords, type MessageKey } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { TextArea } from '../ui/Fields.tsx';
import { visible } from '../ui/hidden-characters.ts';
import { takesTyping } from '../ui/is-typing.ts';
import { useWorkspace } from '../workspace.ts';
import { ApprovalCard } from './ApprovalCard.tsx';
import { AskingCard } from './AskingCard.tsx';

export function QuestionCard({ question }: { readonly question: QuestionView }) {
  switch (question.purpose) {
    case 'approval':
      return <ApprovalCard question={question} />;
    case 'question':
    case 'doubt':
      return <ChoiceCard question={question} writes={question.choices.length === 0} />;
    case 'guard':
      // Besides the choices a person may tell the model something.
      return <ChoiceCard question={question} writes />;
  }
}

/** A question of a run that was stopped: nobody waits for the answer now. */
export function LaterCard({ question }: { readonly question: QuestionView }) {
  const t = useWords();
  return (
    <p role="note" className="m-2 rounded-md bg-sunken px-2.5 py-1.5 text-dense break-words text-soft">
      {t('question.later')} <span className="text-ink">{visible(question.question)}</span>
    </p>
  );
}

const machineChoices: Readonly<Record<string, MessageKey>> = {
  again: 'choice.again',
  failed: 'choice.failed',
  continue: 'choice.continue',
  stop: 'choice.stop',
};

function ChoiceCard({ question, writes }: { readonly question: QuestionView; readonly writes: boolean }) {
  const t = useWords();
  const { answer } = useWorkspace();
  const [text, setText] = useState('');
  const [sent, setSent] = useState(false);
  const give = (value: string) => {
    setSent(true);
    void answer(question.effect, value).finally(() => setSent(false));
  };
  const labelOf = (choice: string) => {
    // The choices of a question are its own words; those of the machine have words here.
    if (question.purpose === 'question') return visible(choice);
    const label = machineChoices[choice];
    return label === undefined ? visible(choice) : t(label);
  };
  return (
    <AskingCard question={question}>
      <p className="mt-1 whitespace-pre-wrap break-words text-ink">{visible(question.question)}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        {question.choices.map((choice) => (
          <Button key={choice} disabled={sent} onClick={() => give(choice)}>
            {labelOf(choice)}
          </Button>
        ))}
      </div>
      {writes && (
        <form
          className="mt-2 flex flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') give(text.trim());
          }}
        >
          <TextArea
            // A card that comes up must not take the keyboard away from somebody.
            autoFocus={question.purpose === 'question' && !takesTyping(document.activeElement)}
            aria-label={t('question.answer')}
            placeholder={question.purpose === 'guard' ? t('question.guard_hint') : ''}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button look="primary" type="submit" className="self-end" disabled={sent || text.trim() === ''}>
            {t('question.send')}
          </Button>
        </form>
      )}
    </AskingCard>
  );
}
