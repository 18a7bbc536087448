// The faults that the faulty endpoint knows, and how each is played at each place. A fault that a place cannot have is played as no
// fault at all; which those are, and how the others must end, is said in tests/fixtures/faults/matrix.ts.

import { gzipSync } from 'node:zlib';
import {
  aroundPlace,
  chunkText,
  dataText,
  endText,
  type AnswerEvent,
  type Place,
  type StreamPlace,
} from './whole-answer.ts';
import type { Wire } from './wire.ts';

export const faults = [
  'too-many-requests',
  'too-many-requests-with-wait',
  'server-error',
  'bad-gateway-page',
  'hang',
  'drip',
  'cut',
  'clean-end',
  'malformed-json',
  'wrong-content-type',
  'duplicate-chunk',
  'repeated-call-id',
  'empty-call-id',
  'index-gap',
  'split-escape',
  'invalid-utf-8',
  'no-finish-reason',
  'finish-then-more',
  'usage-missing',
  'usage-absurd',
  'oversize',
  'gzip-bomb',
  'tls-reset',
  'redirect',
] as const;
export type Fault = (typeof faults)[number];

const streamHeaders = { 'content-type': 'text/event-stream' };
const json = { 'content-type': 'application/json' };
const page = '<!doctype html>\n<html>\n<head><title>502 Bad Gateway</title></head>\n<body>nginx</body>\n</html>\n';
const absurdUsage = { prompt_tokens: -5, completion_tokens: 1e300, total_tokens: 'many' };

/** Answers one request, spoilt by a fault at a place; null: by none. */
export async function playFault(wire: Wire, fault: Fault | null, place: Place): Promise<void> {
  if (place === 'before-headers') await playBeforeHeaders(wire, fault);
  else await playInStream(wire, fault, place);
}

async function playBeforeHeaders(wire: Wire, fault: Fault | null): Promise<void> {
  const tooMany = dataOf('rate_limit_reached_error', 'Your account reached max request: 3 RPM');
  switch (fault) {
    case 'too-many-requests':
      return wire.answer(429, json, tooMany);
    case 'too-many-requests-with-wait':
      return wire.answer(429, { ...json, 'retry-after': '7' }, tooMany);
    case 'server-error':
      return wire.answer(500, json, dataOf('server_error', 'unexpected'));
    case 'bad-gateway-page':
      return wire.answer(502, { 'content-type': 'text/html' }, page);
    case 'hang':
      return;
    case 'drip':
      return slowly(wire, Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-slow: 1\r\n'));
    case 'cut':
      return wire.cut();
    case 'wrong-content-type':
      await wire.head(200, { 'content-type': 'text/html' });
      await sendAll(wire, aroundPlace('first-chunk'));
      return wire.end();
    case 'invalid-utf-8':
      await wire.head(200, { ...streamHeaders, 'x-note': '\u00ff\u00fe' });
      break;
    case 'oversize':
      await wire.head(200, { ...streamHeaders, 'x-long': 'a'.repeat(40_000) });
      break;
    case 'gzip-bomb':
      await wire.head(200, { ...streamHeaders, 'content-encoding': 'gzip' });
      await wire.body(gzipSync(Buffer.alloc(8 * 1024 * 1024)));
      return wire.end();
    case 'redirect':
      return wire.answer(307, { location: 'http://127.0.0.1:9/v1/chat/completions' }, '');
    default:
      await wire.head(200, streamHeaders);
  }
  await sendAll(wire, aroundPlace('first-chunk'));
  wire.end();
}

async function playInStream(wire: Wire, fault: Fault | null, place: StreamPlace): Promise<void> {
  const around = aroundPlace(place);
  const { before, at, after } = around;
  await wire.head(200, streamHeaders);
  // The socket has nothing to lose when a body is empty; where something comes before the fault, it is sent on its own.
  if (before.length > 0) await wire.body(before.map((event) => chunkText(event)).join(''));
  const spoilt = chunkText(at);
  const half = Math.floor(spoilt.length / 2);
  const rest = after.map((event) => chunkText(event)).join('');

  switch (fault) {
    case 'too-many-requests':
      await wire.body(`${dataText({ error: { code: 429, message: 'Rate limit exceeded upstream' } })}data: [DONE]\n\n`);
      return wire.end();
    case 'server-error':
      await wire.body(`event: error\n${dataText({ object: 'error', message: 'EngineCore died', code: 500 })}`);
      return wire.end();
    case 'bad-gateway-page':
      await wire.body(page);
      return wire.end();
    case 'hang':
      return;
    case 'drip':
      return wire.drip(Buffer.from(spoilt + rest + endText()), dripMs);
    case 'cut':
      await wire.body(spoilt.slice(0, half));
      return wire.cut();
    case 'tls-reset':
      await wire.body(spoilt.slice(0, half));
      // A reset takes along what the other side has not read yet; what came before the fault shall arrive.
      setTimeout(() => wire.reset(), resetMs);
      return;
    case 'clean-end':
      await wire.body(spoilt.slice(0, half));
      return wire.end();
    case 'malformed-json':
      await wire.body(`${spoilt.slice(0, half)}\n\n${rest}${endText()}`);
      return wire.end();
    case 'invalid-utf-8': {
      const bytes = Buffer.from(spoilt);
      bytes[bytes.lastIndexOf('"')] = 0xff;
      await wire.body(bytes);
      await wire.body(rest + endText());
      return wire.end();
    }
    case 'oversize':
      return playOversize(wire, around, place);
    case 'gzip-bomb':
      if (place === 'first-chunk') await wire.body(gzipSync(Buffer.alloc(8 * 1024 * 1024)));
      return wire.end();
    case 'split-escape':
      return playSplitEscape(wire, around, place);
    case 'duplicate-chunk':
      await wire.body(spoilt + spoilt + rest + endText());
      return wire.end();
    case 'no-finish-reason':
      await wire.body(`${rest}${endText()}`);
      return wire.end();
    case 'finish-then-more':
      await wire.body(chunkText({ ...at, finish: at.finish ?? 'stop' }));
      await wire.body(place === 'last-chunk' ? chunkText({ delta: { content: 'More.' }, finish: null }) : rest);
      await wire.body(endText());
      return wire.end();
    case 'usage-missing':
      await wire.body(spoilt + rest + endText(null));
      return wire.end();
    case 'usage-absurd':
      await wire.body(chunkText(at, absurdUsage) + rest + endText(place === 'last-chunk' ? absurdUsage : undefined));
      return wire.end();
    case 'repeated-call-id':
      return playOddCall(wire, around, { index: 1, id: 'search:0' }, { index: 2, id: 'search:0' });
    case 'empty-call-id':
      return playOddCall(wire, around, { index: 1, id: '' }, { index: 2, id: '' });
    case 'index-gap':
      return playOddCall(wire, around, { index: 7, id: 'clock:1' }, { index: 9, id: 'clock:2' });
    case 'too-many-requests-with-wait':
    case 'wrong-content-type':
    case 'redirect':
    case null:
      await wire.body(spoilt + rest + endText());
      return wire.end();
  }
}

type Around = ReturnType<typeof aroundPlace>;

/** Between two bytes of a drip; slow enough that no event comes whole within the time of a test. */
const dripMs = 5;
const resetMs = 100;

async function sendAll(wire: Wire, { before, at, after }: Around): Promise<void> {
  await wire.body([...before, at, ...after].map((event) => chunkText(event)).join('') + endText());
}

// Too much of everything: a line, an event, arguments, an answer that never ends.
async function playOversize(wire: Wire, { at, after }: Around, place: StreamPlace): Promise<void> {
  switch (place) {
    case 'first-chunk':
      await wire.body(`data: ${'x'.repeat(1024 * 1024 + 1)}\n\n`);
      return wire.end();
    case 'mid-reasoning':
      await wire.body(`${`data: ${'x'.repeat(1000)}\n`.repeat(1100)}\n`);
      return wire.end();
    case 'mid-arguments':
      for (let sent = 0; sent <= 16; sent += 1) {
        const piece = { index: 0, function: { arguments: randomText(64 * 1024, sent) } };
        if (!(await wire.body(chunkText({ delta: { tool_calls: [piece] }, finish: null })))) return;
      }
      await wire.body([at, ...after].map((event) => chunkText(event)).join('') + endText());
      return wire.end();
    case 'last-chunk': {
      const comment = `:${'x'.repeat(60_000)}\n`;
      while (await wire.body(comment));
    }
  }
}

// An escape of JSON that is cut in two: by the network, inside one event, or by the server, between two events.
async function playSplitEscape(wire: Wire, { at, after }: Around, place: StreamPlace): Promise<void> {
  const rest = after.map((event) => chunkText(event)).join('');
  if (place === 'mid-reasoning') {
    const escaped = chunkText(at).replace('价', '\\u4ef7');
    const cut = escaped.indexOf('\\u4ef7') + 3;
    await wire.body(escaped.slice(0, cut));
    await wire.body(escaped.slice(cut) + rest + endText());
  } else if (place === 'mid-arguments') {
    const pieces = ['4 \\u4e', 'f7"}'].map((text) => ({ index: 0, function: { arguments: text } }));
    await wire.body(pieces.map((piece) => chunkText({ delta: { tool_calls: [piece] }, finish: null })).join(''));
    await wire.body(rest + endText());
  } else {
    const more = { index: 2, id: 'search:2', function: { name: 'search', arguments: '{"query":"\\u4e' } };
    const last = { index: 2, function: { arguments: 'f7"}' } };
    await wire.body(chunkText({ delta: { tool_calls: [more] }, finish: null }));
    await wire.body(chunkText({ delta: { tool_calls: [last] }, finish: 'tool_calls' }) + endText());
  }
  wire.end();
}

// The second call with an odd head, or, at the last chunk, a third one beside the finish reason.
async function playOddCall(wire: Wire, { at, after }: Around, second: CallHead, third: CallHead): Promise<void> {
  const clock = (head: CallHead, zone: string): Pick<AnswerEvent, 'delta'> => {
    const called = { name: 'clock', arguments: JSON.stringify({ zone }) };
    return { delta: { tool_calls: [{ ...head, type: 'function', function: called }] } };
  };
  if (at.place === 'last-chunk') {
    await wire.body(chunkText({ ...clock(third, 'CET'), finish: 'tool_calls' }) + endText());
  } else {
    const events = [at, { ...clock(second, 'UTC'), finish: null }, ...after.slice(1)];
    await wire.body(events.map((event) => chunkText(event)).join('') + endText());
  }
  wire.end();
}

interface CallHead {
  readonly index: number;
  readonly id: string;
}

function slowly(wire: Wire, bytes: Buffer): void {
  const next = async (at: number): Promise<void> => {
    if (at >= bytes.length || !(await wire.raw(bytes.subarray(at, at + 1)))) return;
    setTimeout(() => void next(at + 1), dripMs);
  };
  void next(0);
}

function dataOf(type: string, message: string): string {
  return JSON.stringify({ error: { type, message } });
}

// Text that does not repeat itself, so that its length alone is what is wrong with it.
function randomText(length: number, seed: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += state.toString(36);
  }
  return text.slice(0, length);
}
