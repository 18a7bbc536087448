// Opens a store as nobody when started as root, and sends the code of the error, or "opened".

import Database from 'better-sqlite3';
import { openInThread } from '../../../../src/main/store/in-thread.ts';

// Loads the native part while the checkout can still be read.
new Database(':memory:').close();
if (process.getuid?.() === 0) {
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}
try {
  const store = openInThread(process.argv[2] ?? '');
  await store.runs(1);
  await store.close();
  process.send?.('opened');
} catch (thrown) {
  process.send?.((thrown as { code?: string }).code ?? String(thrown));
}
process.disconnect();
