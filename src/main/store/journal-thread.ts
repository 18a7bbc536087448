// The thread that holds the database: performs the batches that in-worker.ts sends, and with each all that came meanwhile. Its own
// entry of the build; started with `{ directory }` as its worker data.

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { toEnvelope } from '../../shared/errors.ts';
import { openCore, type StoreCore } from './core.ts';
import type { FromThread, NumberedRequest, ToThread } from './in-worker.ts';

const port = parentPort;
if (port !== null) serve(port, (workerData as { readonly directory: string }).directory);

function serve(port: NonNullable<typeof parentPort>, directory: string): void {
  const send = (message: FromThread) => port.postMessage(message);
  let core: StoreCore;
  try {
    core = openCore(directory);
  } catch (thrown) {
    send({ type: 'refused', error: toEnvelope(thrown) });
    port.close();
    return;
  }
  send({ type: 'opened' });

  port.on('message', (first: ToThread) => {
    const requests: NumberedRequest[] = [];
    let closing = false;
    // While the disk was waited for, more may have come; all of it shares the next wait.
    for (let message: ToThread | undefined = first; message !== undefined; message = next()) {
      if (message.type === 'close') closing = true;
      else requests.push(...message.requests);
    }
    const replies = core.perform(requests);
    const answers = replies.map((reply, index) => ({ id: (requests[index] as NumberedRequest).id, reply }));
    if (answers.length > 0) send({ type: 'replies', replies: answers });
    if (closing) close();
  });

  const next = (): ToThread | undefined => receiveMessageOnPort(port)?.message as ToThread | undefined;

  const close = () => {
    try {
      core.close();
      send({ type: 'closed', error: null });
    } catch (thrown) {
      send({ type: 'closed', error: toEnvelope(thrown) });
    }
    port.close();
  };
}
