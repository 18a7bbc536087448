// The entry of Longline's engine as a contender: `engine URL QUESTION…`.

import { noteText } from '../samples.ts';
import { compete } from './compete.ts';
import { openEngine } from './engine.ts';

const [, url = '', ...questions] = process.argv.slice(2);

await compete(await openEngine(url, noteText), questions);
