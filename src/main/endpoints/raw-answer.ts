// Keeps the bytes of an answer as they came, so that a failed attempt can be looked into later. A long answer keeps its beginning and
// its end; nothing is copied before the bytes are wanted.

const headBytes = 512 * 1024;
const tailBytes = 512 * 1024;

/** Collects the bytes of one answer, at most 1 MiB of them. */
export class RawAnswer {
  readonly #head: Uint8Array[] = [];
  #headLength = 0;
  #tail: Uint8Array[] = [];
  #tailLength = 0;
  #dropped = 0;

  /** Takes the next bytes; they must not change later. */
  take(bytes: Uint8Array): void {
    const room = headBytes - this.#headLength;
    const head = room >= bytes.length ? bytes : bytes.subarray(0, room);
    if (head.length > 0) {
      this.#head.push(head);
      this.#headLength += head.length;
    }
    if (head.length < bytes.length) this.#takeTail(bytes.subarray(head.length));
  }

  /** The bytes, with a comment line in the place of what is left out, and without the key; null when none came. */
  bytes(key: string | null): Uint8Array | null {
    if (this.#headLength === 0) return null;
    const tail = Buffer.concat(this.#tail);
    const kept = tail.subarray(Math.max(0, tail.length - tailBytes));
    const leftOut = this.#dropped + tail.length - kept.length;
    const gap = leftOut === 0 ? '' : `\n: … ${leftOut} bytes are left out here …\n`;
    return withoutKey(Buffer.concat([...this.#head, Buffer.from(gap), kept]), key);
  }

  #takeTail(bytes: Uint8Array): void {
    this.#tail.push(bytes);
    this.#tailLength += bytes.length;
    // Pieces are let go in bulk, so that each is looked at once.
    if (this.#tailLength < tailBytes * 2) return;
    const joined = Buffer.concat(this.#tail);
    const kept = joined.subarray(joined.length - tailBytes);
    this.#dropped += joined.length - kept.length;
    this.#tail = [Buffer.from(kept)];
    this.#tailLength = kept.length;
  }
}

function withoutKey(bytes: Buffer, key: string | null): Buffer {
  if (key === null || key === '') return bytes;
  const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')];
  if (!forms.some((form) => bytes.includes(form))) return bytes;
  // Latin-1 maps each byte to one character and back.
  const text = forms.reduce(
    (left, form) => left.replaceAll(Buffer.from(form).toString('latin1'), '[key]'),
    bytes.toString('latin1'),
  );
  return Buffer.from(text, 'latin1');
}
