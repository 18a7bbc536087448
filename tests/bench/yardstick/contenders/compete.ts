// What a measured process does with a contender: asks all questions at once and ends. What it used is in its samples; a run that fails
// ends the process with its error.

import { noteSpan } from '../samples.ts';
import type { Contender } from './contender.ts';

export async function compete(contender: Contender, questions: readonly string[]): Promise<never> {
  await noteSpan(() => Promise.all(questions.map((question) => contender.run(question))));
  await contender.close();
  process.exit(0);
}
