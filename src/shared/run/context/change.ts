// A conversation after a change of context: the same messages but for those that are hidden, cut, or replaced by notes. Pure, and the
// same whenever it is folded again; which messages are concerned was decided in plan.ts.

import { AppendList } from '../append-list.ts';
import type { ContextStage } from '../events.ts';
import { partsOf, type Conversation, type MessageEntry } from './conversation.ts';
import { cutMiddle } from './cut-middle.ts';
import { firstLine, hiddenMessage } from './hidden.ts';
import { isTask, keptWishes, taskTokens } from './keep.ts';
import type { ContextLimits } from './limits.ts';
import { contentOf, withContent } from './message-content.ts';
import { fittingSummary, notesIn, notesMessage, summaryTokens } from './summary.ts';
import { estimateTokens } from './tokens.ts';

export interface ContextChange {
  readonly stage: ContextStage;
  /** Positions in the conversation as it was: results to hide, or messages to cut, move or leave out. */
  readonly changed: readonly number[];
  /** What the model wrote for `summarise`. */
  readonly summary: string | null;
}

interface Line {
  readonly text: string;
  readonly entry: MessageEntry;
}

/** The conversation after the change. Everything before the first changed position is as it was, and no step is cut within. */
export function withContextChange(
  conversation: Conversation,
  change: ContextChange,
  limits: ContextLimits,
): Conversation {
  const texts = conversation.messages.from(0);
  const lines = conversation.entries.from(0).map((entry, position): Line => ({ text: texts[position] ?? '', entry }));
  const changed = new Set(change.changed);
  const after = change.stage === 'hide' ? hide(lines, changed) : shorten(conversation, lines, changed, change, limits);
  return {
    messages: AppendList.of(after.map(({ text }) => text)),
    entries: AppendList.of(after.map(({ entry }) => entry)),
  };
}

function hide(lines: readonly Line[], changed: ReadonlySet<number>): readonly Line[] {
  return lines.map((line, position) => {
    const { result } = line.entry;
    if (!changed.has(position) || result === null || result.hidden) return line;
    return rewritten(hiddenMessage(line.text, line.entry), { ...line.entry, result: { ...result, hidden: true } });
  });
}

// Head, wishes that were in steps now left out, notes, then the steps that stay.
function shorten(
  conversation: Conversation,
  lines: readonly Line[],
  changed: ReadonlySet<number>,
  change: ContextChange,
  limits: ContextLimits,
): readonly Line[] {
  const { head } = partsOf(conversation);
  const entries = lines.map(({ entry }) => entry);
  const candidates = lines.flatMap((_, position) => (position < head || changed.has(position) ? [position] : []));
  const wishes = keptWishes(entries, candidates, limits);
  const kept: Line[] = [];
  const moved: Line[] = [];
  const rest: Line[] = [];
  const leftOut: Line[] = [];
  lines.forEach((line, position) => {
    if (!changed.has(position)) (position < head ? kept : rest).push(line);
    else if (isTask(line.entry)) kept.push(cutTask(line, taskTokens(entries, limits)));
    else if (wishes.has(position)) moved.push(line);
    else leftOut.push(line);
  });
  return [...kept, ...moved, ...notesFor(leftOut, change, limits), ...rest];
}

function cutTask(line: Line, maxTokens: number): Line {
  const mark = (leftOut: number): string => `\n[… ${leftOut} characters left out]\n`;
  // As JSON a text is longer; cut again until the message itself fits.
  for (let room = maxTokens - 32; ; room = Math.floor(room * 0.9)) {
    const { text } = cutMiddle(contentOf(line.text), Math.max(64, room), mark);
    const short = rewritten(withContent(line.text, text), line.entry);
    if (short.entry.tokens <= maxTokens || room <= 64) return short;
  }
}

// A summary replaces earlier notes. Where nothing was summed up, they stay, with a list of the results that are left out now.
function notesFor(leftOut: readonly Line[], { stage, summary }: ContextChange, limits: ContextLimits): readonly Line[] {
  const step = leftOut.at(-1)?.entry.step;
  if (step === undefined) return [];
  const earlier = leftOut.filter(({ entry }) => entry.stays === 'notes').map(({ text }) => notesIn(contentOf(text)));
  const notes =
    stage === 'summarise' && summary !== null
      ? [fittingSummary(summary, limits)]
      : [...earlier, ...resultList(leftOut)];
  if (notes.length === 0) return [];
  const mark = (characters: number): string => `\n[… ${characters} characters left out]\n`;
  const { text } = cutMiddle(notes.join('\n\n'), summaryTokens(limits), mark);
  return [rewritten(notesMessage(text), { role: 'user', step, tokens: 0, result: null, stays: 'notes' })];
}

function resultList(leftOut: readonly Line[]): readonly string[] {
  const results = leftOut.flatMap(({ text, entry }) => {
    if (entry.result === null) return [];
    const line = entry.result.hidden ? hiddenLine(contentOf(text)) : firstLine(contentOf(text));
    return [`- ${entry.result.name}, artifact ${entry.result.ref}${line === '' ? '' : `: ${line}`}`];
  });
  return results.length === 0 ? [] : [`Results of steps that no longer fit:\n${results.join('\n')}`];
}

function hiddenLine(content: string): string {
  return /; first line: ([^\n]*)\]$/.exec(content)?.[1] ?? '';
}

function rewritten(text: string, entry: MessageEntry): Line {
  return { text, entry: { ...entry, tokens: estimateTokens(text) } };
}
