// Opens the store of a directory when told to and answers each message: `open`, `claim RUN`, `append RUN`, `release RUN`, `close`.
// The answer is "ok" or the code of the error.

import { openInThread } from '../../../../src/main/store/in-thread.ts';
import type { Claim } from '../../../../src/main/drivers/journal.ts';
import type { Store } from '../../../../src/main/store/store.ts';
import { nodeFinished } from '../../../kit/journal-samples.ts';

const directory = process.argv[2] ?? '';
const claims = new Map<string, Claim>();
let store: Store | undefined;

process.on('message', (message) => {
  answer(String(message)).then(
    () => process.send?.('ok'),
    (thrown: unknown) => process.send?.((thrown as { code?: string }).code ?? String(thrown)),
  );
});
process.send?.('listening');

async function answer(message: string): Promise<void> {
  const [what, runId = ''] = message.split(' ');
  if (what === 'open') store = openInThread(directory);
  if (store === undefined) throw new Error('There is no open store.');
  if (what === 'claim') claims.set(runId, await store.claim(runId));
  if (what === 'append') await store.append(claims.get(runId) as Claim, [nodeFinished({ pid: process.pid })]);
  if (what === 'release') await store.release(claims.get(runId) as Claim);
  if (what === 'close') await store.close();
}
