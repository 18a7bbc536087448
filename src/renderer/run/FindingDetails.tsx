// What is behind a chip of a run's health: every case in a line or two, the newest first, with a button that shows its step.

import type { ReactNode } from 'react';
import type { Finding } from '../../shared/run/panel/findings.ts';
import { errorText } from '../i18n/said.ts';
import { useLanguage, useWords } from '../i18n/words.ts';
import { count, duration, money, tokens } from '../ui/format.ts';
import { visible } from '../ui/hidden-characters.ts';
import { useClock } from '../ui/use-clock.ts';
import { showRow } from './panel-state.ts';

export function FindingDetails({ finding }: { readonly finding: Finding }) {
  const t = useWords();
  const [language] = useLanguage();
  switch (finding.of) {
    case 'held':
      return (
        <List>
          {finding.held.map((step) => (
            <Case key={step.key} row={step.key} place={step.key}>
              <Held until={step.held?.until ?? null} reason={step.held?.reason ?? ''} />
            </Case>
          ))}
        </List>
      );
    case 'time':
      return <p className="text-soft">{t(`expiry.${finding.phase}`)}</p>;
    case 'guards':
      return (
        <List>
          {finding.guards.toReversed().map(({ activation, step, guard, count: times, action, message }) => (
            <Case key={`${activation}@${step} ${guard}`} row={`${activation}@${step}`} place={`${activation}@${step}`}>
              <span className="font-medium">{t(`guard.${guard}`)}</span>
              {` × ${times} · ${t(`action.${action}`)}`}
              <span className="block break-words text-soft">{visible(message)}</span>
            </Case>
          ))}
        </List>
      );
    case 'retention':
      return (
        <>
          <p className="mb-2 text-soft">{t('health.retention_text')}</p>
          <List>
            {finding.conversations.map(({ activation, retention }) => (
              <Case
                key={activation}
                row={`${activation}@${retention.step ?? 1}`}
                place={`${activation}@${retention.step ?? 1}`}
              >
                <span className="font-medium">{t(`retention.${retention.verdict}`)}</span>
                <span className="block text-soft">
                  {t('retention.missing', { tokens: count(retention.missingTokens, language) })}
                </span>
              </Case>
            ))}
          </List>
        </>
      );
    case 'failures':
      return (
        <List>
          {finding.failures.toReversed().map(({ step, failure }) => (
            <Case key={`${step.key} ${failure.attempt}`} row={step.key} place={step.key}>
              <span className="font-medium">
                {t('step.attempt', { number: failure.attempt })} · {t(`verdict.${failure.verdict}`)}
              </span>
              <span className="block break-words text-soft">{visible(errorText(failure.error))}</span>
            </Case>
          ))}
        </List>
      );
    case 'cache':
      return (
        <>
          <p className="mb-2 text-soft">
            {finding.costNanoUsd === null
              ? t('health.cache_text_unpriced', { tokens: count(finding.tokens, language) })
              : t('health.cache_text', { tokens: count(finding.tokens, language), cost: money(finding.costNanoUsd) })}
          </p>
          <List>
            {finding.breaks.toReversed().map((missed) => (
              <Case
                key={`${missed.activation}@${missed.step}.${missed.attempt}`}
                row={`${missed.activation}@${missed.step}`}
                place={`${missed.activation}@${missed.step}`}
              >
                <span className="font-medium">{t(`cause.${missed.cause}`)}</span>
                {` · ${t('node.tokens', { tokens: tokens(missed.tokens) })}`}
                {missed.costNanoUsd !== null && ` · ${money(missed.costNanoUsd)}`}
                {missed.what !== '' && <span className="block break-words text-soft">{visible(missed.what)}</span>}
              </Case>
            ))}
          </List>
        </>
      );
    case 'context':
      return (
        <List>
          {finding.changes
            .toReversed()
            .map(({ activation, step, stage, changed, tokensBefore, tokensAfter }, index) => (
              <Case key={index} row={`${activation}@${step}`} place={`${activation}@${step}`}>
                <span className="font-medium">{t(`context.${stage}`, { count: changed })}</span>
                <span className="block text-soft tabular">
                  {t('context.tokens', { before: tokens(tokensBefore), after: tokens(tokensAfter) })}
                </span>
              </Case>
            ))}
        </List>
      );
  }
}

/** What holds a request up, and for how long still. */
export function Held({ until, reason }: { readonly until: number | null; readonly reason: string }) {
  const t = useWords();
  const now = useClock(until !== null);
  const left = until === null ? null : Math.max(0, until - now);
  return (
    <span className="tabular">
      {left === null ? t('held.unknown') : t('held.left', { left: duration(Math.ceil(left / 1000) * 1000) })}
      {reason !== '' && <span className="block break-words text-soft">{visible(reason)}</span>}
    </span>
  );
}

function List({ children }: { readonly children: ReactNode }) {
  return <ul className="flex flex-col gap-2">{children}</ul>;
}

function Case({
  row,
  place,
  children,
}: {
  readonly row: string;
  readonly place: string;
  readonly children: ReactNode;
}) {
  const t = useWords();
  return (
    <li className="flex items-start gap-2 border-t pt-2 first:border-t-0 first:pt-0">
      <span className="min-w-0 flex-1">{children}</span>
      <button
        type="button"
        className="max-w-28 shrink-0 truncate rounded-sm px-1 text-caption text-accent-text hover:bg-hover"
        title={t('health.show', { place })}
        onClick={() => showRow(row)}
      >
        {place}
      </button>
    </li>
  );
}
