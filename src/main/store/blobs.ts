// Bytes by their SHA-256: large bodies of events and whatever else a run keeps. The same bytes are stored once.

import { LonglineError } from '../../shared/errors.ts';
import { sha256 } from './chain.ts';
import type { Connection } from './database.ts';
import { pack, unpack } from './packing.ts';

export interface Blobs {
  /** Stores bytes and gives back their hash, 32 bytes. */
  readonly put: (bytes: Uint8Array) => Buffer;
  /** The bytes; null when there are none by this hash. Throws `journal.corrupt` when they are not what was stored. */
  readonly get: (hash: Uint8Array) => Uint8Array | null;
}

export function openBlobs(connection: Connection): Blobs {
  const known = connection.prepare<[Uint8Array], number>('SELECT 1 FROM blob WHERE hash = ?').pluck();
  const add = connection.prepare('INSERT INTO blob(hash, codec, bytes, body) VALUES (?, ?, ?, ?)');
  const find = connection.prepare<[Uint8Array], { codec: number; bytes: number; body: Uint8Array }>(
    'SELECT codec, bytes, body FROM blob WHERE hash = ?',
  );
  return {
    put(bytes) {
      const hash = sha256(bytes);
      if (known.get(hash) === undefined) {
        const packed = pack(bytes);
        add.run(hash, packed.codec, bytes.length, packed.body);
      }
      return hash;
    },
    get(hash) {
      const found = find.get(hash);
      if (found === undefined) return null;
      const bytes = unpack(found.codec, found.body, found.bytes);
      if (bytes === null || !sha256(bytes).equals(hash)) throw blobCorrupt(hash);
      return bytes;
    },
  };
}

function blobCorrupt(hash: Uint8Array): LonglineError {
  const blob = Buffer.from(hash).toString('hex');
  return new LonglineError('journal.corrupt', `The stored bytes ${blob} are not what was stored.`, {
    details: { blob },
    action: 'Restore the database from a backup.',
  });
}
