// A call that waits for leave: everything that would run, character by character, and the two answers. What is approved is what runs;
// its hash stands beside it.

import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { readJson, documentJsonLimits } from '../../shared/json/read.ts';
import { isJsonObject, type JsonValue } from '../../shared/json/value.ts';
import type { QuestionView } from '../../shared/run/view.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Fields.tsx';
import { visible } from '../ui/hidden-characters.ts';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { AskingCard } from './AskingCard.tsx';

export function ApprovalCard({ question }: { readonly question: QuestionView }) {
  const t = useWords();
  const word = useOptionalWords();
  const { answer } = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  const [reason, setReason] = useState('');
  const [sent, setSent] = useState(false);
  const call = exactCall(question.exact);
  const card = call === null ? undefined : catalog?.get(call.kind)?.card;
  const give = (value: JsonValue) => {
    setSent(true);
    void answer(question.effect, value).finally(() => setSent(false));
  };
  return (
    <AskingCard question={question}>
      {call === null ? (
        <>
          <p className="mt-1 whitespace-pre-wrap break-words text-ink">{visible(question.question)}</p>
          {question.exact !== null && <Part title={t('approval.input')} value={question.exact} />}
        </>
      ) : (
        <>
          <p className="mt-1 text-ink">
            {t('approval.text', { kind: word(`kind.${call.kind}`, card?.title ?? call.kind) })}{' '}
            {card !== undefined && <span className="text-soft">{t(`reach.${card.reach}`)}</span>}
          </p>
          <Part title={t('approval.input')} value={call.input} />
          {Object.keys(call.params).length > 0 && <Part title={t('approval.params')} value={call.params} />}
        </>
      )}
      {question.exactSha256 !== null && (
        <p className="mt-1.5 truncate font-mono text-caption text-dim" title={question.exactSha256}>
          SHA-256 {question.exactSha256}
        </p>
      )}
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <Button disabled={sent} onClick={() => give('approve')}>
          <Check size={14} /> {t('approval.approve')}
        </Button>
        <form
          className="flex min-w-40 flex-1 items-center gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            give(reason.trim() === '' ? 'deny' : { deny: reason.trim() });
          }}
        >
          <TextField
            aria-label={t('approval.reason')}
            placeholder={t('approval.reason')}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button look="danger" type="submit" disabled={sent}>
            <X size={14} /> {t('approval.deny')}
          </Button>
        </form>
      </div>
    </AskingCard>
  );
}

function Part({ title, value }: { readonly title: string; readonly value: JsonValue }) {
  return (
    <>
      <p className="mt-1.5 text-caption font-medium text-dim">{title}</p>
      <pre className="rounded-md border bg-surface p-2 font-mono text-caption whitespace-pre-wrap break-words text-ink">
        {visible(JSON.stringify(value, null, 2))}
      </pre>
    </>
  );
}

interface ExactCall {
  readonly kind: string;
  readonly params: { readonly [name: string]: JsonValue };
  readonly input: JsonValue;
}

function exactCall(exact: string | null): ExactCall | null {
  if (exact === null) return null;
  const read = jsonOf(exact);
  if (!isJsonObject(read)) return null;
  const { kind, params, input } = read;
  if (typeof kind !== 'string' || !isJsonObject(params) || input === undefined) return null;
  return { kind, params, input };
}

// What does not read as JSON is shown as it stands.
function jsonOf(text: string): JsonValue {
  try {
    return readJson(text, documentJsonLimits);
  } catch {
    return text;
  }
}
