// The rules of event streams, as the HTML standard has them, and what the reader adds for servers that break them.

import { describe, expect, test } from 'vitest';
import { createStreamReader, type StreamFacts } from '../../../src/main/endpoints/read-stream.ts';
import { seeded } from '../../kit/seeded.ts';

interface Seen {
  readonly chunks: readonly unknown[];
  readonly errors: readonly unknown[];
  readonly facts: StreamFacts | null;
  readonly thrown: string | null;
}

function read(pieces: readonly Uint8Array[]): Seen {
  const chunks: unknown[] = [];
  const errors: unknown[] = [];
  const reader = createStreamReader({ chunk: (value) => chunks.push(value), error: (value) => errors.push(value) });
  try {
    for (const piece of pieces) reader.feed(piece);
    return { chunks, errors, facts: reader.end(), thrown: null };
  } catch (thrown) {
    return { chunks, errors, facts: null, thrown: (thrown as { readonly code?: string }).code ?? String(thrown) };
  }
}

const each = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));

// Reads whole, byte by byte and cut in two everywhere; all have to agree.
function readAnyhow(text: string | Uint8Array): Seen {
  const bytes = Buffer.from(text);
  const seen = read([bytes]);
  expect(read(each(bytes))).toEqual(seen);
  for (let at = 0; at <= bytes.length; at += 1) expect(read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(seen);
  return seen;
}

describe('the stream', () => {
  const rows: readonly (readonly [string, string, readonly unknown[]])[] = [
    ['ends lines with LF', 'data: 1\n\ndata: 2\n\n', [1, 2]],
    ['ends lines with CR', 'data: 1\r\rdata: 2\r\r', [1, 2]],
    ['ends lines with CR LF', 'data: 1\r\n\r\ndata: 2\r\n\r\n', [1, 2]],
    ['mixes the ends of lines', 'data: 1\r\n\ndata: 2\n\rdata: 3\r\r\n', [1, 2, 3]],
    ['joins the lines of one event', 'data: [1,\ndata: 2,\ndata\ndata: 3]\n\n', [[1, 2, 3]]],
    ['joins them with a line feed', 'data: "a\\\ndata: nb"\n\n', []],
    ['takes one space off the value, no more', 'data:1\n\ndata:  2\n\ndata: 3 \n\n', [1, 2, 3]],
    ['may begin with a byte order mark', '\uFEFFdata: 1\n\n', [1]],
    ['knows a byte order mark at its beginning alone', 'data: 1\n\n\uFEFFdata: 2\n\n', [1]],
    ['has comments', ': one\n:two\n:\ndata: 1\n: three\n\n', [1]],
    ['has fields that say nothing', 'id: 7\nretry: 10\nretry: x\nid\nfoo: bar\nfoo\ndata: 1\n\n', [1]],
    ['names events as it likes', 'event: message\ndata: 1\n\nevent: delta\ndata: 2\n\nevent\ndata: 3\n\n', [1, 2, 3]],
    ['has no event without data', 'event: x\n\nid: 3\n\n\n\n\ndata: 1\n\n', [1]],
    ['has no event whose data is empty', 'data\n\ndata:\n\ndata: 1\n\n', [1]],
    ['tells fields by their whole names', 'dat: 1\n\nDATA: 2\n\n data: 3\n\ndatas: 4\n\ndata: 5\n\n', [5]],
    [
      'holds any character',
      'data: "价 🚢 é \u2028 \u0000"\n\n'.replace('\u0000', '\\u0000'),
      ['价 🚢 é \u2028 \u0000'],
    ],
    ['may end without its last empty line', 'data: 1\n\ndata: 2\n', [1, 2]],
    ['may end without the end of its last line', 'data: 1\n\ndata: 2', [1, 2]],
    ['says nothing after [DONE]', 'data: 1\n\ndata: [DONE]\n\ndata: 2\n\ndata: {\n\n', [1]],
  ];
  test.each(rows)('%s', (_, text, chunks) => {
    const seen = readAnyhow(text);
    expect(seen.chunks).toEqual(chunks);
  });

  test('tells errors by their event, and by lines of old servers', () => {
    const text =
      'event: error\ndata: {"message":"a"}\n\nevent: error\ndata: plain\n\nerror: {"code":500}\n\nerror: words\n\n';
    expect(readAnyhow(text).errors).toEqual([{ message: 'a' }, 'plain', { code: 500 }, 'words']);
  });

  test('names an event for that event alone', () => {
    expect(readAnyhow('event: error\ndata: 1\n\ndata: 2\n\n')).toMatchObject({ chunks: [2], errors: [1] });
  });

  test.each([
    ['after an empty line', 'data: 1\n\n', false],
    ['in the middle of JSON', 'data: 1\n\ndata: {"a"', true],
    ['in the middle of a name', 'data: 1\n\ndat', true],
    ['in the middle of [DONE]', 'data: 1\n\ndata: [DON', true],
    ['in a comment', 'data: 1\n\n: keep', false],
  ])('that ends %s is told from a whole one', (_, text, unfinished) => {
    expect(readAnyhow(text).facts).toMatchObject({ unfinished, done: false, events: 1 });
  });

  test('that ends inside a character is unfinished', () => {
    const bytes = Buffer.from('data: 1\n\n: 价');
    expect(readAnyhow(bytes.subarray(0, -1)).facts).toMatchObject({ unfinished: true });
  });
});

describe('bytes that are no UTF-8 end the stream', () => {
  const invalid: readonly (readonly [string, readonly number[]])[] = [
    ['a byte that is none', [0xff]],
    ['a continuation without a start', [0x80]],
    ['a start without its continuation', [0xe4, 0xbb, 0x22]],
    ['an overlong form', [0xc0, 0xaf]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
    ['beyond the last character', [0xf4, 0x90, 0x80, 0x80]],
  ];
  test.each(invalid)('%s, after what came before it', (_, bytes) => {
    const text = Buffer.concat([
      Buffer.from('data: 1\n\ndata: "'),
      Buffer.from(bytes),
      Buffer.from('"\n\ndata: 2\n\n'),
    ]);
    expect(readAnyhow(text)).toEqual({ chunks: [1], errors: [], facts: null, thrown: 'endpoint.bad_stream' });
  });

  test('but not after [DONE], and not a replacement character that the server itself sent', () => {
    const text = Buffer.concat([Buffer.from('data: "\uFFFD"\n\ndata: [DONE]\n\n'), Buffer.from([0xff])]);
    expect(readAnyhow(text)).toMatchObject({ chunks: ['\uFFFD'], thrown: null, facts: { done: true } });
  });
});

test('an event in the middle that is not JSON ends the stream, after what came before it', () => {
  expect(readAnyhow('data: 1\n\ndata: {"a"\n\ndata: 2\n\n')).toEqual({
    chunks: [1],
    errors: [],
    facts: null,
    thrown: 'endpoint.bad_stream',
  });
});

test('no bytes whatever break the reader: 20,000 random streams end in facts or in an error with a name', () => {
  const parts = [
    'data: ',
    'data:',
    '{"a":1}',
    '[DONE]',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    ':',
    'event: error',
    'error: ',
    '\uFEFF',
    '价',
  ];
  const random = seeded(20_261_124);
  const ends = new Set<string>();
  for (let nth = 0; nth < 20_000; nth += 1) {
    const pieces = Array.from({ length: 1 + Math.floor(random() * 12) }, () => {
      if (random() < 0.15) return Buffer.from(Array.from({ length: 3 }, () => Math.floor(random() * 256)));
      return Buffer.from(parts[Math.floor(random() * parts.length)] ?? '');
    });
    const { thrown, facts } = read(pieces);
    ends.add(thrown ?? (facts?.done === true ? 'done' : 'end'));
  }
  expect([...ends].toSorted()).toEqual(['done', 'end', 'endpoint.bad_stream']);
});
