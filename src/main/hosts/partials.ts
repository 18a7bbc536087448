// What the unfinished replies of a run say so far, for watchers that come in their midst. Pieces are kept as they came and joined when
// somebody wants them: most are never asked for.

import type { LivePiece, ModelDelta, ModelStatus } from '../../shared/run/events.ts';

interface Channel {
  readonly first: ModelDelta;
  readonly texts: string[];
}

interface Reply {
  readonly channels: Map<string, Channel>;
  status: ModelStatus | null;
}

/** The unfinished replies of one run. */
export class Partials {
  readonly #replies = new Map<string, Reply>();

  /** Takes a piece in; one with offset 0 begins its channel anew. */
  take(piece: LivePiece): void {
    let reply = this.#replies.get(piece.activation);
    if (reply === undefined) {
      reply = { channels: new Map(), status: null };
      this.#replies.set(piece.activation, reply);
    }
    if (piece.type === 'model.status') {
      reply.status = piece;
      return;
    }
    const key = channelOf(piece);
    const channel = reply.channels.get(key);
    if (channel === undefined || piece.offset === 0) reply.channels.set(key, { first: piece, texts: [piece.text] });
    else channel.texts.push(piece.text);
  }

  /** The reply of an activation is over. */
  forget(activation: string): void {
    this.#replies.delete(activation);
  }

  /** Everything that is unfinished, each channel as one piece. */
  pieces(): LivePiece[] {
    return [...this.#replies.values()].flatMap(({ status, channels }): LivePiece[] => [
      ...(status === null ? [] : [status]),
      ...[...channels.values()].map(({ first, texts }) => ({ ...first, text: texts.join('') })),
    ]);
  }
}

/** What tells the channels of one reply apart. */
export function channelOf({ channel, call }: ModelDelta): string {
  return call === null ? channel : `${channel} ${call.index}`;
}
