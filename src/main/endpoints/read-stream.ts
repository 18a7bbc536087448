// Reads the event stream of a model server: bytes in, parsed chunks out, and the plain facts about how it ended that verdicts rest on.
// What the chunks mean is the accumulator's matter (accumulate.ts).

import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { LonglineError } from '../../shared/errors.ts';
import { ChunkParser } from './chunk-parser.ts';
import { createUtf8Decoder } from './utf8.ts';

/** The longest line and the longest event, in characters. */
const mostCharacters = 1024 * 1024;

export interface StreamSink {
  /** One `data` event's JSON; valid until the next. */
  readonly chunk: (value: unknown) => void;
  /** An error that the server sent as an event or as an `error:` line; JSON where it is, else its text. */
  readonly error: (value: unknown) => void;
}

export interface StreamFacts {
  /** `[DONE]` came. */
  readonly done: boolean;
  /** Events that carried data, without `[DONE]`. */
  readonly events: number;
  readonly comments: number;
  /** The stream ended inside an event that cannot be read. */
  readonly unfinished: boolean;
}

export interface StreamReader {
  /** Takes the next bytes. Returns true after `[DONE]`. Throws `endpoint.bad_stream` and `endpoint.too_large`. */
  readonly feed: (bytes: Uint8Array) => boolean;
  /** Takes in that the stream has ended. */
  readonly end: () => StreamFacts;
}

/** A reader for one stream; the same bytes give the same chunks, however they are split. */
export function createStreamReader(sink: StreamSink): StreamReader {
  const decoder = createUtf8Decoder();
  const chunks = new ChunkParser();
  let tail = '';
  let done = false;
  let events = 0;
  let comments = 0;
  let ending = false;
  let unfinished = false;

  const onEvent = ({ event, data }: EventSourceMessage): void => {
    if (done || data === '') return;
    if (data.length > mostCharacters) throw tooLong();
    if (data === '[DONE]' || data.trim() === '[DONE]') {
      done = true;
      return;
    }
    if (event === 'error') {
      sink.error(jsonOrText(data));
      return;
    }
    let value: unknown;
    try {
      value = chunks.parse(data);
    } catch {
      // Only the last event of a stream can be cut; in its middle the server writes nonsense.
      if (!ending)
        throw new LonglineError('endpoint.bad_stream', 'The server sent an event that is not JSON.', {
          retryable: true,
        });
      unfinished = true;
      return;
    }
    events += 1;
    sink.chunk(value);
  };
  const parser = createParser({
    onEvent,
    onComment: () => {
      comments += 1;
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw tooLong();
      if (error.field === 'error') sink.error(jsonOrText(error.value ?? ''));
    },
    maxBufferSize: mostCharacters,
  });

  // The parser drops the start of a line that it does not know when more of it is to come, so it is given whole lines only.
  const take = (text: string): void => {
    const last = text.length - 1;
    if (tail === '' && text.charCodeAt(last) === lineFeed) {
      parser.feed(text);
      return;
    }
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    if (end === -1) {
      tail += text;
      if (tail.length > mostCharacters) throw tooLong();
      return;
    }
    const lines = tail + text.slice(0, end + 1);
    tail = text.slice(end + 1);
    parser.feed(lines);
  };

  return {
    feed(bytes) {
      if (done) return true;
      const { text, valid } = decoder.take(bytes);
      if (text !== '') take(text);
      if (!valid && !done) {
        throw new LonglineError('endpoint.bad_stream', 'The server sent bytes that are not UTF-8.', {
          retryable: true,
        });
      }
      return done;
    },
    end() {
      ending = true;
      if (!done) {
        unfinished = decoder.unfinished() || (tail !== '' && !knownField.test(tail));
        parser.feed(`${tail}\n\n`);
      }
      return { done, events, comments, unfinished };
    },
  };
}

// What a last line without its end has to begin with in order to say something.
const knownField = /^(?::|(?:data|event|id|retry|error):)/;
const lineFeed = 0x0a;

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function tooLong(): LonglineError {
  return new LonglineError('endpoint.too_large', 'The server sent a single event of more than 1 MiB.');
}
