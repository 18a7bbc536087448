// Every journal that Longline has keeps the same promises: the one in the calling thread, the one in a worker, the one of the test kit.

import { memoryJournal } from '../../kit/memory-journal.ts';
import { storeFolder } from '../../kit/store-folder.ts';
import { journalPromises, type JournalUnderTest } from '../../promises/journal.ts';

for (const thread of ['same', 'worker'] as const) {
  journalPromises(`the store (thread: ${thread})`, async (): Promise<JournalUnderTest> => {
    const folder = storeFolder();
    return {
      journal: await folder.open(thread),
      rival: () => folder.open(thread),
      expireLeases: folder.expireLeases,
      dispose: folder.remove,
    };
  });
}

journalPromises('the journal in memory', async (): Promise<JournalUnderTest> => {
  const journal = memoryJournal();
  return {
    journal,
    rival: async () => journal.rival(),
    expireLeases: async () => journal.expireLeases(),
    dispose: async () => undefined,
  };
});
