// An inbox that a test puts commands into, for tests of the driver: what it is handed at once, and what was passed over.

import type { Inbox } from '../../src/main/drivers/drive.ts';
import type { EventDraft } from '../../src/shared/run/events.ts';

export interface TestInbox extends Inbox {
  /** Leaves a command and tells the driver. */
  send(draft: EventDraft): void;
  /** Tells the driver that something has come, without a command. */
  stir(): void;
  readonly passed: readonly EventDraft[];
}

/** An empty inbox. */
export function testInbox(): TestInbox {
  let waiting: EventDraft[] = [];
  let wake: () => void = () => undefined;
  const passed: EventDraft[] = [];
  return {
    passed,
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
    onArrival(rouse) {
      wake = rouse;
    },
    passedOver: (draft) => void passed.push(draft),
    send(draft) {
      waiting.push(draft);
      wake();
    },
    stir: () => wake(),
  };
}
