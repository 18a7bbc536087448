// The server's end of one HTTP connection, written by hand: it reads one request and lets its owner send whatever bytes it likes, in
// whatever framing, as slowly as it likes.

import type { Socket } from 'node:net';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
}

export interface Wire {
  /** A whole answer, and the end of the connection. */
  answer(status: number, headers: Readonly<Record<string, string>>, body: string | Uint8Array): void;
  /** The head of an answer whose body comes in chunks. */
  head(status: number, headers: Readonly<Record<string, string>>): Promise<void>;
  /** A piece of the body. Resolves when it is on its way, false when the other side is gone. */
  body(piece: string | Uint8Array): Promise<boolean>;
  /** The regular end of the body, and of the connection. */
  end(): void;
  /** Bytes below HTTP. */
  raw(bytes: string | Uint8Array): Promise<boolean>;
  /** The end of the connection in the middle of whatever is being said. */
  cut(): void;
  reset(): void;
  /** Sends bytes one by one, `everyMs` apart, for as long as somebody listens. */
  drip(bytes: Uint8Array, everyMs: number): void;
}

/** Reads one request from a socket, tells it, and gives the means to answer it. `below`: the TCP socket, where it is another. */
export function openWire(socket: Socket, below: Socket, onRequest: (request: WireRequest) => void): Wire {
  let received = Buffer.alloc(0);
  let told = false;
  let timer: NodeJS.Timeout | undefined;
  socket.on('close', () => clearInterval(timer));
  socket.on('data', (piece) => {
    if (told) return;
    received = Buffer.concat([received, piece]);
    const end = received.indexOf('\r\n\r\n');
    if (end === -1) return;
    const head = received.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    told = true;
    const [method = '', path = ''] = head.split(' ');
    onRequest({ method, path });
  });

  const raw = (bytes: string | Uint8Array): Promise<boolean> =>
    new Promise((sent) => {
      if (socket.destroyed) sent(false);
      else socket.write(bytes, (error) => sent(error === undefined || error === null));
    });
  const headText = (status: number, headers: Readonly<Record<string, string>>): string =>
    [`HTTP/1.1 ${status} X`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join(
      '\r\n',
    );

  return {
    answer(status, headers, body) {
      const bytes = Buffer.from(body);
      const framed = { ...headers, 'content-length': String(bytes.length), connection: 'close' };
      socket.end(Buffer.concat([Buffer.from(headText(status, framed), 'latin1'), bytes]));
    },
    async head(status, headers) {
      const framed = { ...headers, 'transfer-encoding': 'chunked', connection: 'close' };
      await raw(Buffer.from(headText(status, framed), 'latin1'));
    },
    body(piece) {
      const bytes = Buffer.from(piece);
      return raw(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]));
    },
    end: () => void socket.end('0\r\n\r\n'),
    raw,
    cut: () => void socket.destroy(),
    reset: () => void below.resetAndDestroy(),
    drip(bytes, everyMs) {
      let at = 0;
      timer = setInterval(() => {
        void raw(Buffer.concat([Buffer.from('1\r\n'), bytes.subarray(at, at + 1), Buffer.from('\r\n')]));
        at += 1;
        if (at >= bytes.length) clearInterval(timer);
      }, everyMs);
    },
  };
}
