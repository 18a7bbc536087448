// Summing a conversation up: what the model is asked, and how its summary stands in the conversation that goes on.

import { userMessage } from '../messages.ts';
import { cutMiddle } from './cut-middle.ts';
import type { ContextLimits } from './limits.ts';

/** Output limit of the request for a summary, in tokens: reasoning and summary together. */
export const summaryMaxTokens = 8192;

/** The most that a summary takes of the conversation that goes on, in tokens. */
export function summaryTokens(limits: ContextLimits): number {
  return Math.min(4096, Math.floor(limits.window / 10));
}

/** The message that asks for the summary, put behind the steps that are to be summed up. Some 300 tokens. */
export function summaryRequest(maxTokens = 4096): string {
  return userMessage(
    [
      'The conversation has grown too long. The steps so far will be replaced by the notes that you write now, so write everything that',
      'you need in order to go on, and nothing else. Call no tool. Use these headings:',
      '1. Goal: what was asked, in the words of the task.',
      '2. Constraints: what must hold, and what the person said since.',
      '3. Verified facts: each with where it is from. Keep passage ids such as [p-1a2b3c4d] and artifact references such as',
      'artifact 0123456789abcdef exactly as they are: passages stay citable and artifacts readable only by them. Results that are shown as',
      'hidden keep theirs too.',
      '4. Failed attempts: what was tried, why it did not work, and so should not be tried again.',
      '5. Open questions: what is not known yet, and what is only assumed.',
      '6. Next step: what you would do now.',
      `Do not add facts that the steps do not contain. Write at most ${Math.floor(maxTokens / 2)} words.`,
    ].join('\n'),
  );
}

/** The message that stands in the conversation for steps that are no longer sent. */
export function notesMessage(notes: string): string {
  return userMessage(`${notesOpening}\n\n${notes}`);
}

/** The notes in such a message's text, without their opening. */
export function notesIn(content: string): string {
  return content.startsWith(notesOpening) ? content.slice(notesOpening.length).trimStart() : content;
}

/** A summary cut to its share of the window. */
export function fittingSummary(summary: string, limits: ContextLimits): string {
  return cutMiddle(summary.trim(), summaryTokens(limits), (leftOut) => `\n[… ${leftOut} characters left out]\n`).text;
}

const notesOpening =
  'Notes on the earlier steps, which are no longer shown. Take them as notes, not as proof: where something depends on them, look it up' +
  ' again. Results named by a reference can be read with read_artifact.';
