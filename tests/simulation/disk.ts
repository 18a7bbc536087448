// The disks of the simulated world: a journal in memory, or the real database in a folder. Both can be opened again after a crash, by the
// same process or by another one; writing to them takes time, and now and then it fails.

import { rmSync } from 'node:fs';
import type { Claim, Journal } from '../../src/main/drivers/journal.ts';
import type { PendingCommand, RunCommand } from '../../src/main/store/commands.ts';
import type { Store } from '../../src/main/store/store.ts';
import { memoryJournal } from '../kit/memory-journal.ts';
import { storeFolder } from '../kit/store-folder.ts';

/** What a run needs of a store: its journal, and the commands that people leave for it. */
export type Disk = Journal & Pick<Store, 'commands'>;

export interface Disks {
  /** Opens what is there, after whoever had it open is gone. */
  open(): Promise<Disk>;
  /** Opens it beside a process that still has it. */
  beside(): Promise<Disk>;
  /** Every lease runs out, as when its owner's machine was asleep. */
  expire(): Promise<void>;
  close(): Promise<void>;
}

export function memoryDisks(): Disks {
  let journal = memoryJournal();
  const commands = commandTable();
  return {
    open() {
      journal = journal.survivor();
      return Promise.resolve({ ...journal, commands });
    },
    beside: () => Promise.resolve({ ...journal.rival(), commands }),
    expire() {
      journal.expireLeases();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

export function databaseDisks(): Disks {
  const folder = storeFolder();
  const open = async (): Promise<Disk> => folder.open('same');
  return {
    async open() {
      await folder.expireLeases().catch(() => undefined);
      return open();
    },
    beside: open,
    expire: folder.expireLeases,
    async close() {
      await folder.remove();
      rmSync(folder.directory, { recursive: true, force: true });
    },
  };
}

function commandTable(): Store['commands'] {
  const pending: PendingCommand[] = [];
  let last = 0;
  return {
    post(_: string, command: RunCommand) {
      last += 1;
      pending.push({ id: last, createdAt: 0, command });
      return Promise.resolve();
    },
    pending: (_: Claim) => Promise.resolve([...pending]),
    take(_: Claim, ids: readonly number[]) {
      for (const id of ids) {
        const at = pending.findIndex((one) => one.id === id);
        if (at >= 0) pending.splice(at, 1);
      }
      return Promise.resolve();
    },
  };
}
