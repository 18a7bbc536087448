// The measured process of a contender: `contender NAME URL QUESTION…` asks all questions at once and ends. What it used is in its
// samples; a run that fails ends it with its error.

import { join } from 'node:path';
import { noteSpan, noteText } from '../samples.ts';
import type { Contender } from './contender.ts';

const [name = '', url = '', ...questions] = process.argv.slice(2);
const folder = process.env['LONGLINE_HOME'] ?? '';

const contender = await open();
await noteSpan(() => Promise.all(questions.map((question) => contender.run(question))));
await contender.close();
process.exit(0);

async function open(): Promise<Contender> {
  switch (name) {
    case 'engine':
      return (await import('./engine.ts')).openEngine(url, noteText);
    case 'floor':
      return (await import('./floor.ts')).openFloor(url, noteText, null);
    case 'floor-full':
      return (await import('./floor.ts')).openFloor(url, noteText, join(folder, 'floor.db'));
    case 'openai':
      return (await import('./openai.ts')).openClientLoop(url, noteText, false);
    case 'openai-forgets':
      return (await import('./openai.ts')).openClientLoop(url, noteText, true);
    default:
      throw new Error(`There is no contender "${name}".`);
  }
}
