// The documents that runs were started from, by their hash: what was on the canvas then. The same document is stored once, however many
// runs it had.

import { LonglineError } from '../../shared/errors.ts';
import { sha256Hex } from './chain.ts';
import type { Connection } from './database.ts';
import { pack, unpack } from './packing.ts';

export interface Documents {
  /** Stores canonical JSON under its SHA-256 (hex). */
  readonly put: (text: string) => void;
  /** The text; null when there is none by this hash. Throws `storage.corrupt` when it is not what was stored. */
  readonly get: (hash: string) => string | null;
}

export function openDocuments(connection: Connection): Documents {
  const known = connection.prepare<[string], number>('SELECT 1 FROM document WHERE hash = ?').pluck();
  const add = connection.prepare('INSERT INTO document(hash, codec, bytes, body) VALUES (?, ?, ?, ?)');
  const find = connection.prepare<[string], { codec: number; bytes: number; body: Uint8Array }>(
    'SELECT codec, bytes, body FROM document WHERE hash = ?',
  );
  return {
    put(text) {
      const hash = sha256Hex(text);
      if (known.get(hash) !== undefined) return;
      const { codec, body } = pack(Buffer.from(text));
      add.run(hash, codec, Buffer.byteLength(text), body);
    },
    get(hash) {
      const found = find.get(hash);
      if (found === undefined) return null;
      const bytes = unpack(found.codec, found.body, found.bytes);
      if (bytes !== null && sha256Hex(bytes) === hash) return Buffer.from(bytes).toString('utf8');
      throw new LonglineError('storage.corrupt', `The document ${hash} of a run is not what was stored.`, {
        details: { hash },
        action: 'Restore the database from a backup; the events of the run can be read all the same.',
      });
    },
  };
}
