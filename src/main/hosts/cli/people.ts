// Questions of runs at the command line: a prompt where there is a terminal to answer at, the text of `--answer`, or nobody.

import { createInterface } from 'node:readline/promises';
import type { JsonValue } from '../../../shared/json/value.ts';
import type { HumanQuestion } from '../../drivers/hands.ts';
import type { People } from '../engine-types.ts';
import type { Interruption } from './interruption.ts';
import { oneLine, wrapped } from './print-text.ts';
import { screenColumns, type Terminal } from './terminal.ts';

/** Nobody is there: the run waits. */
export const nobody: People = () => Promise.resolve(null);

/** People at this terminal when stdin and stderr are one; otherwise nobody. */
export function peopleHere(terminal: Terminal, interruption: Interruption): People {
  if (!process.stdin.isTTY || !process.stderr.isTTY || terminal.json) return nobody;
  let asking: Promise<unknown> = Promise.resolve();
  return (question, signal) => {
    // One question at a time; the others wait for theirs.
    const answer = asking.then(() => ask(question, signal, terminal, interruption));
    asking = answer.catch(() => undefined);
    return answer;
  };
}

/** Gives this text to the first question, and every later one to the people here. Leave for a call is never given so, unseen. */
export function answering(text: string, others: People): People {
  let given = false;
  return (question, signal) => {
    if (given || question.purpose === 'approval') return others(question, signal);
    given = true;
    return Promise.resolve(chosen(question, text));
  };
}

/** Gives these answers to the questions of these effects, and every other one to the people here. */
export function answeringCalls(answers: ReadonlyMap<string, JsonValue>, others: People): People {
  return (question, signal) => {
    const answer = answers.get(question.effect);
    return answer === undefined ? others(question, signal) : Promise.resolve(answer);
  };
}

/** An answer as it was typed, or the choice that its number stands for. */
export function chosen({ choices }: Pick<HumanQuestion, 'choices'>, text: string): string {
  if (choices.includes(text) || !/^\d+$/.test(text)) return text;
  return choices[Number(text) - 1] ?? text;
}

async function ask(
  question: HumanQuestion,
  signal: AbortSignal,
  terminal: Terminal,
  interruption: Interruption,
): Promise<string | null> {
  if (signal.aborted) return null;
  const columns = screenColumns(process.stderr);
  terminal.showLive('');
  terminal.note(`\n${wrapped(question.question, columns)}`);
  // What is approved is what runs, so all of it is shown.
  if (question.exact !== null) terminal.note(wrapped(question.exact, columns, '  '));
  for (const [index, choice] of question.choices.entries())
    terminal.note(`  ${index + 1}  ${oneLine(choice, columns - 6)}`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on('SIGINT', () => interruption.press());
  const gone = new Promise<null>((resolve) => lines.once('close', () => resolve(null)));
  try {
    for (;;) {
      const typed = await Promise.race([lines.question('> ', { signal }), gone]);
      if (typed === null) return null;
      if (typed.trim() !== '') return chosen(question, typed.trim());
    }
  } catch {
    // The run ended the wait.
    return null;
  } finally {
    lines.close();
  }
}
