// The bytes of requests: valid JSON, the same to the byte where nothing changed, and right whatever a conversation does.

import { describe, expect, test } from 'vitest';
import { RequestBodies } from '../../../src/main/endpoints/request-body.ts';
import { userMessage } from '../../../src/shared/run/messages.ts';
import { bindingTo, question } from '../../kit/endpoint-client.ts';
import type { ModelRequest } from '../../../src/main/drivers/hands.ts';

const binding = bindingTo('http://127.0.0.1:1/v1');
const functions = [{ name: 'search', description: 'Look', parameters: { type: 'object', properties: {} } }];

function bytesOf(bodies: RequestBodies, request: ModelRequest, keep = true): Buffer {
  const { bytes, release } = bodies.body(request, { extras: {} });
  const copy = Buffer.from(bytes);
  release(keep);
  return copy;
}

const texts = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => userMessage(`message ${at} – 价格 🚢 "quoted"`));

describe('a request body', () => {
  test('is what JSON.stringify would make of it', () => {
    const request = question(binding, { messages: texts(3), functions, maxOutputTokens: 77 });
    const { bytes } = new RequestBodies().body(request, {
      extras: { thinking: { type: 'enabled' }, prompt_cache_key: 'a"b' },
    });
    expect(JSON.parse(Buffer.from(bytes).toString())).toEqual({
      model: 'test-model',
      messages: texts(3).map((text) => JSON.parse(text) as unknown),
      stream: true,
      stream_options: { include_usage: true },
      tools: [{ type: 'function', function: functions[0] }],
      max_tokens: 77,
      thinking: { type: 'enabled' },
      prompt_cache_key: 'a"b',
    });
  });

  test('of the last step forbids calls, or leaves the tools out where that is not understood', () => {
    const last = (toolChoiceNone: boolean): unknown => {
      const dialect = { ...binding.dialect, toolChoiceNone };
      const request = question({ ...binding, dialect }, { functions, last: true });
      return JSON.parse(bytesOf(new RequestBodies(), request).toString());
    };
    expect(last(true)).toMatchObject({ tools: [{}], tool_choice: 'none' });
    expect(last(false)).not.toHaveProperty('tools');
    expect(last(false)).not.toHaveProperty('tool_choice');
  });

  test('begins with the bytes of the one before, for 300 steps, and is the same as one written from nothing', () => {
    const bodies = new RequestBodies();
    const all = texts(601);
    const messages: string[] = [];
    let before: Buffer = Buffer.alloc(0);
    for (let step = 0; step < 300; step += 1) {
      messages.push(...all.slice(messages.length, step * 2 + 1));
      const request = question(binding, { messages, count: messages.length, functions });
      const bytes = bytesOf(bodies, request);
      expect(bytes.subarray(0, before.length).equals(before)).toBe(true);
      if (step % 50 === 0) expect(bytes.equals(bytesOf(new RequestBodies(), request))).toBe(true);
      before = bytes.subarray(0, bytes.lastIndexOf('],"stream"'));
    }
  });

  test('takes only the first messages of an array that has grown further', () => {
    const bodies = new RequestBodies();
    const messages = texts(9);
    for (const count of [3, 5, 5, 9]) {
      const body = JSON.parse(bytesOf(bodies, question(binding, { messages, count })).toString()) as {
        messages: unknown[];
      };
      expect(body.messages).toEqual(messages.slice(0, count).map((text) => JSON.parse(text) as unknown));
    }
  });

  test('is right after a conversation shrank, began again, or was rewritten in its middle', () => {
    const bodies = new RequestBodies();
    const original = texts(6);
    const rewritten = original.with(2, userMessage('hidden'));
    const histories = [
      original,
      original.slice(0, 2),
      original,
      rewritten,
      [...rewritten, userMessage('more')],
      texts(1),
    ];
    for (const messages of histories) {
      const request = question(binding, { messages });
      expect(bytesOf(bodies, request).toString()).toBe(bytesOf(new RequestBodies(), request).toString());
    }
  });

  test('is right for two conversations in turn, for two requests of one at once, and for another model', () => {
    const bodies = new RequestBodies();
    const left = bodies.body(question(binding, { conversation: 'left', messages: texts(2) }), { extras: {} });
    const right = bodies.body(question(binding, { conversation: 'right', messages: texts(1) }), { extras: {} });
    const leftAgain = bodies.body(question(binding, { conversation: 'left', messages: texts(4) }), { extras: {} });
    const counts = [left, right, leftAgain].map(
      ({ bytes }) => (JSON.parse(Buffer.from(bytes).toString()) as { messages: unknown[] }).messages.length,
    );
    expect(counts).toEqual([2, 1, 4]);
    left.release(true);
    right.release(true);
    leftAgain.release(true);
    const other = question({ ...binding, model: 'other' }, { conversation: 'left', messages: texts(5) });
    expect(JSON.parse(bytesOf(bodies, other).toString())).toMatchObject({ model: 'other' });
  });
});
