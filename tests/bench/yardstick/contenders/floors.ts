// The entry of the contenders that are not Longline: `NAME URL QUESTION…`. Built apart from the product, so that they load none of it.

import { join } from 'node:path';
import { noteText } from '../samples.ts';
import { compete } from './compete.ts';
import type { Contender } from './contender.ts';

const [name = '', url = '', ...questions] = process.argv.slice(2);
const folder = process.env['LONGLINE_HOME'] ?? '';

await compete(await open(), questions);

async function open(): Promise<Contender> {
  switch (name) {
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
