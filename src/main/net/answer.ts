// An answer as the hot path takes it: status, headers by name, and a body that is read with a callback. Building a web Response for each
// step of a long run costs more than parsing what is in it.

import type { IncomingMessage } from 'node:http';
import type { ResponseBody } from './response-body.ts';

export interface Answer {
  readonly status: number;
  /** The value of a header, several of one name joined by commas; null when there is none. */
  header(name: string): string | null;
  readonly body: Pick<ResponseBody, 'drain'>;
}

/** The answer behind a message. */
export function answerOfMessage(message: IncomingMessage, body: ResponseBody): Answer {
  return {
    status: message.statusCode ?? 0,
    header(name) {
      const value = message.headers[name.toLowerCase()];
      return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
    },
    body,
  };
}

/** The answer in a Response, of whatever network. */
export function answerOfResponse(response: Response): Answer {
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    body: {
      async drain(take) {
        for await (const piece of response.body ?? []) if (take(Buffer.from(piece))) return;
      },
    },
  };
}
