// Decodes UTF-8 that comes in pieces, cut anywhere. Bytes that are no UTF-8 are never replaced: a call with a replaced character in its
// arguments would be another call.

export interface Utf8Decoder {
  /** The text that has become whole. `valid` is false when bytes follow it that are no UTF-8; nothing may be taken after that. */
  readonly take: (bytes: Uint8Array) => { readonly text: string; readonly valid: boolean };
  /** Whether the bytes so far end inside a character. */
  readonly unfinished: () => boolean;
}

/** A decoder for one stream; a byte order mark comes through as a character. */
export function createUtf8Decoder(): Utf8Decoder {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
  let held: Uint8Array | null = null;
  return {
    take(bytes) {
      const joined: Uint8Array = held === null ? bytes : Buffer.concat([held, bytes]);
      const end = joined.length - unfinishedLength(joined);
      // A copy: the buffer that bytes come in may be used again.
      held = end === joined.length ? null : Uint8Array.from(joined.subarray(end));
      try {
        return { text: decoder.decode(held === null ? joined : joined.subarray(0, end)), valid: true };
      } catch {
        return { text: validBeginning(joined), valid: false };
      }
    },
    unfinished: () => held !== null,
  };
}

// How many bytes at the end are the beginning of a character whose rest is to come.
function unfinishedLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? back : 0;
  }
  return 0;
}

function validBeginning(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
  let text = '';
  try {
    for (let at = 0; at < bytes.length; at += 1) text += decoder.decode(bytes.subarray(at, at + 1), { stream: true });
  } catch {
    // This byte is the first that is none.
  }
  return text;
}
