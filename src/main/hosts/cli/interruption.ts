// Ctrl-C and its relatives: the first one asks the command to stop in good order, the second one ends the process at once.

import { exitCodes } from './exit-codes.ts';

export interface Interruption {
  readonly signal: AbortSignal;
  /** Asks the command to stop, once or more often; for a reader that has gone. */
  interrupt(): void;
  /** What a signal does: asks the command to stop, and the second time ends the process. */
  press(): void;
}

/** Listens for SIGINT, SIGTERM and SIGHUP for as long as the process lives. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let pressed = false;
  const interrupt = () => controller.abort();
  const press = () => {
    if (pressed) process.exit(exitCodes.interrupted);
    pressed = true;
    interrupt();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, press);
  return { signal: controller.signal, interrupt, press };
}
