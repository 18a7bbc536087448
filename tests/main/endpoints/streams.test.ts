// The streams of all known servers, in every way in which a network can cut them into pieces.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAccumulator } from '../../../src/main/endpoints/accumulate.ts';
import { concluded } from '../../../src/main/endpoints/conclude.ts';
import { createStreamReader } from '../../../src/main/endpoints/read-stream.ts';
import { decidingReason } from '../../../src/main/endpoints/verdict.ts';
import type { DeltaPiece } from '../../../src/main/drivers/hands.ts';
import { ask, bindingTo, openEndpointClient, question } from '../../kit/endpoint-client.ts';
import { startModelServer, stream } from '../../kit/model-server.ts';
import { seeded } from '../../kit/seeded.ts';

const folder = resolve(import.meta.dirname, '../../fixtures/chunks');
const fixtures = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.sse'))
  .toSorted()
  .map((file) => ({
    name: file.replace(/\.sse$/, '').replaceAll('\\', '/'),
    bytes: readFileSync(join(folder, file)),
    expected: JSON.parse(readFileSync(join(folder, file.replace(/\.sse$/, '.expected.json')), 'utf8')) as unknown,
  }));

const place = { server: 'The server', model: 'the model', keyVariable: null, key: null, startHint: '', modelHint: '' };

function read(pieces: readonly Uint8Array[]): { readonly result: unknown; readonly told: readonly DeltaPiece[] } {
  const told: DeltaPiece[] = [];
  const accumulator = createAccumulator((piece) => told.push(piece));
  const reader = createStreamReader({ chunk: accumulator.take, error: accumulator.takeError });
  for (const piece of pieces) reader.feed(piece);
  const ending = { how: reader.end().unfinished ? 'unfinished' : 'whole' } as const;
  const said = accumulator.result();
  const conclusion = concluded(said, ending, null, place, false);
  return {
    told,
    result: {
      verdict: conclusion.verdict,
      finishReason: decidingReason(said.finishReasons),
      responseId: said.responseId,
      servedModel: said.servedModel,
      reply: said.reply,
      usage: said.usage,
      ...('error' in conclusion && conclusion.verdict === 'error' ? { error: conclusion.error.code } : {}),
      ...('error' in conclusion && typeof conclusion.windowTokens === 'number'
        ? { windowTokens: conclusion.windowTokens }
        : {}),
    },
  };
}

function eachByte(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

function randomPieces(bytes: Uint8Array, random: () => number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() ** 3 * 400);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

test('there are streams of all twelve servers, and oddities of any', () => {
  expect([...new Set(fixtures.map(({ name }) => name.split('/')[0]))].toSorted()).toEqual([
    'deepseek',
    'fireworks',
    'ktransformers',
    'llama.cpp',
    'lm-studio',
    'moonshot',
    'oddities',
    'ollama',
    'openrouter',
    'sglang',
    'together',
    'transformers',
    'vllm',
  ]);
});

describe.each(fixtures)('the stream $name', ({ bytes, expected }) => {
  test('gives what it says', () => {
    expect(read([bytes]).result).toEqual(expected);
  });

  test('gives the same cut in two at any byte', () => {
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(read([bytes.subarray(0, at), bytes.subarray(at)]).result, `cut at byte ${at}`).toEqual(expected);
    }
  });

  test('gives the same byte by byte, with line ends of every kind and behind a byte order mark', () => {
    const text = bytes.toString('utf8');
    for (const variant of [text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r'), `\uFEFF${text}`]) {
      expect(read(eachByte(Buffer.from(variant))).result).toEqual(expected);
      expect(read([Buffer.from(variant)]).result).toEqual(expected);
    }
  });

  test('gives the same in pieces of random sizes', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      expect(read(randomPieces(bytes, seeded(seed))).result, `seed ${seed}`).toEqual(expected);
    }
  });

  test('tells pieces that follow each other without a gap and make up the reply', () => {
    const { told, result } = read([bytes]);
    const channels = new Map<string, string>();
    for (const { channel, call, offset, text } of told) {
      const key = `${channel}/${call?.index ?? ''}`;
      // Content that turns out to be thought is withdrawn by a piece that begins anew.
      const before = channel === 'content' && offset === 0 ? '' : (channels.get(key) ?? '');
      expect(offset).toBe(before.length);
      channels.set(key, before + text);
    }
    const { reply } = result as {
      readonly reply: { reasoning: string | null; content: string | null; calls: { arguments: string }[] };
    };
    expect(channels.get('reasoning/') ?? '').toBe(reply.reasoning ?? '');
    expect(channels.get('content/') ?? '').toBe(reply.content ?? '');
    for (const [index, call] of reply.calls.entries())
      expect(channels.get(`arguments/${index}`) ?? '').toBe(call.arguments);
  });
});

describe('over a connection', () => {
  const whole = fixtures.find(({ name }) => name === 'moonshot/tool-calls');
  if (whole === undefined) throw new Error('the fixture is missing');
  const { bytes, expected } = whole;
  // Up to the end of the event with the finish reason there is nothing that may be executed; from the end of [DONE] on there is.
  const doneAt = bytes.indexOf('data: [DONE]');
  const finishAt = bytes.indexOf('\n', bytes.indexOf('"finish_reason":"tool_calls"'));

  test('a stream that the server ends early is never taken for a reply before its finish reason, at whatever byte it ends', () => {
    for (let at = 0; at < finishAt; at += 1) {
      const { verdict } = read([bytes.subarray(0, at)]).result as { readonly verdict: string };
      expect(verdict, `ended at byte ${at}`).toBe('incomplete');
    }
  });

  test('a connection that is cut before [DONE] gives an incomplete reply that can be asked again', async () => {
    const cuts = [0, 1, 200, Math.floor(doneAt / 2), finishAt + 1, doneAt, doneAt + 11];
    const server = await startModelServer((_, response, nth) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(bytes.subarray(0, cuts[nth]), () => response.destroy());
      response.flushHeaders();
    });
    const client = await openEndpointClient();
    for (const at of cuts) {
      const { outcome } = await ask(client, question(bindingTo(server.url)));
      expect(['incomplete', 'error'], `cut at byte ${at}`).toContain(outcome.verdict);
      expect(outcome, `cut at byte ${at}`).toMatchObject({ error: { code: 'endpoint.cut' }, retryable: true });
    }
    await client.close();
    await server.close();
  });

  test('a server that never closes after [DONE] keeps nobody waiting', async () => {
    const server = await startModelServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(bytes);
    });
    const client = await openEndpointClient();
    const { outcome } = await ask(client, question(bindingTo(server.url)));
    expect(outcome).toMatchObject(expected as object);
    await client.close();
    await server.close();
  });

  test('every stream gives the same through a real connection', async () => {
    const server = await startModelServer((_, response, nth) => stream(response, fixtures[nth]?.bytes ?? ''));
    const client = await openEndpointClient();
    for (const fixture of fixtures) {
      const { outcome } = await ask(client, question(bindingTo(server.url)));
      const { error, ...rest } = fixture.expected as { readonly error?: string };
      expect(outcome, fixture.name).toMatchObject({
        ...rest,
        ...(error === undefined ? {} : { error: { code: error } }),
      });
    }
    await client.close();
    await server.close();
  });
});
