// Reads an answer that is no stream of events, up to a limit: nobody needs to hold a web page of 64 MB to say that it is one.

import type { Answer } from '../net/answer.ts';

export interface BodyText {
  readonly text: string;
  /** False when the answer is longer than the limit; the rest was not read. */
  readonly whole: boolean;
}

/** The text of an answer, at most about `mostBytes` of it. `seen` is given the bytes. Rejects with `net.*` errors. */
export async function readText(
  { body }: Pick<Answer, 'body'>,
  mostBytes: number,
  seen: (bytes: Uint8Array) => void = () => undefined,
): Promise<BodyText> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const take = (piece: Uint8Array): boolean => {
    seen(piece);
    pieces.push(piece);
    length += piece.length;
    return length > mostBytes;
  };
  await body.drain(take);
  return { text: new TextDecoder().decode(Buffer.concat(pieces)), whole: length <= mostBytes };
}
