// What somebody should know about a run that is over, or has stopped: guards that spoke up, servers that lost what they were sent, and
// what the prefix cache did not have. One line each, and none where all was well.

import type { RunView } from '../../../shared/run/view.ts';
import type { PrefixBreak } from '../../../shared/run/prefix-report.ts';
import type { Retention } from '../../../shared/run/retention.ts';
import { counted, dollars, grouped } from './figures.ts';
import { safeText, wrapped } from './print-text.ts';
import type { PrintStyle } from './print-style.ts';

/** How many causes of missed caches are named. */
const named = 3;

/** The lines, or the empty text where there is nothing to say. */
export function findingsText(view: RunView, { colours, columns }: PrintStyle): string {
  const lines = [guardsLine(view), ...retentionLines(view), cacheLine(view.prefix.breaks)].filter(
    (line) => line !== '',
  );
  return lines.map((line) => colours.yellow(wrapped(line, columns))).join('\n');
}

function guardsLine({ guards }: RunView): string {
  if (guards.length === 0) return '';
  const counts = new Map<string, number>();
  for (const { guard } of guards) counts.set(guard, (counts.get(guard) ?? 0) + 1);
  const kinds = [...counts].map(([guard, count]) => `${guard} ${count}×`).join(', ');
  return `Guards spoke up ${counted(guards.length, 'time')}: ${kinds}.`;
}

function retentionLines({ retention }: RunView): readonly string[] {
  return Object.entries(retention).flatMap(([activation, found]) => {
    const lost = lostText(found);
    if (lost === '') return [];
    const { step, missingTokens } = found;
    return [
      `The server that ${safeText(activation)} talks to ${lost}: about ${grouped(missingTokens)} tokens were missing${step === null ? '' : ` at step ${step}`}.`,
    ];
  });
}

function lostText({ verdict }: Retention): string {
  switch (verdict) {
    case 'reasoning-dropped':
      return 'drops the reasoning that is sent back to it';
    case 'history-truncated':
      return 'cuts the conversation without saying so';
    case 'unknown':
    case 'kept':
      return '';
  }
}

function cacheLine(breaks: readonly PrefixBreak[]): string {
  if (breaks.length === 0) return '';
  const tokens = breaks.reduce((sum, missed) => sum + missed.tokens, 0);
  const known = breaks.every(({ costNanoUsd }) => costNanoUsd !== null);
  const cost = breaks.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0);
  const causes = breaks.slice(0, named).map(({ activation, step, what }) => `${what} (step ${step} of ${activation})`);
  const more = breaks.length > named ? ` and ${grouped(breaks.length - named)} more` : '';
  return `The prefix cache was missed ${counted(breaks.length, 'time')}, ${counted(tokens, 'token')} read again, ${known ? dollars(cost) : 'cost unknown'}: ${safeText(causes.join('; '))}${more}.`;
}
