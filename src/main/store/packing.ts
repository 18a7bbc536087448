// How bodies lie in the database: as they are, or as zstd when that is smaller. Hashes are always over the bytes before packing.

import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export const codecs = { plain: 0, zstd: 1, blob: 2 } as const;

// Starting a compressor costs more than a step's other storage; below this it would save little.
const packFromBytes = 4096;
const packOptions = { params: { [constants.ZSTD_c_compressionLevel]: 3 } } as const;

export interface Packed {
  readonly codec: number;
  readonly body: Uint8Array;
}

/** The smaller of the bytes and their zstd form; up to 4 KiB they stay as they are. */
export function pack(bytes: Uint8Array): Packed {
  if (bytes.length > packFromBytes) {
    const packed = zstdCompressSync(bytes, packOptions);
    if (packed.length < bytes.length) return { codec: codecs.zstd, body: packed };
  }
  return { codec: codecs.plain, body: bytes };
}

/** The bytes again; null when they cannot be read, when something follows them, or when they are longer than `maxBytes`. */
export function unpack(codec: number, body: Uint8Array, maxBytes: number): Uint8Array | null {
  if (codec === codecs.plain) return body.length <= maxBytes ? body : null;
  if (codec !== codecs.zstd) return null;
  try {
    const unpacked: unknown = zstdDecompressSync(body, { maxOutputLength: Math.max(1, maxBytes), info: true });
    // With `info`, which the types do not know of, Node tells how much of the input it took.
    const { buffer, engine } = unpacked as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    return engine.bytesWritten === body.length ? buffer : null;
  } catch {
    return null;
  }
}
