// Creates a run and appends to it until it is killed, several appends at a time. Writes a line with the last event's number once the
// run has begun and after every answered append. Arguments: data directory, run id, thread, seed.

import { writeSync } from 'node:fs';
import { openStore } from '../../../../src/main/store/open.ts';
import { nodeFinished, runStarted, sampleRun, seeded } from '../../../kit/journal-samples.ts';

const [directory = '', runId = '', thread = 'same', seed = '1'] = process.argv.slice(2);
const store = await openStore(directory, { thread: thread === 'worker' ? 'worker' : 'same' });
const random = seeded(Number(seed));
const claim = await store.create(sampleRun(runId));
await store.append(claim, [runStarted()]);
writeSync(1, 'ready 1\n');

let n = 0;
for (;;) {
  const appends = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
    const drafts = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      n += 1;
      return nodeFinished({ n, text: 'x'.repeat(random() < 0.1 ? 40_000 : Math.floor(random() * 3000)) });
    });
    return store.append(claim, drafts).then((events) => writeSync(1, `stored ${events.at(-1)?.seq}\n`));
  });
  await Promise.all(appends);
}
