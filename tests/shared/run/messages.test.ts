// Messages as they are sent back: reasoning whole, content only where there is some, calls that every server accepts.

import { utf8Length } from '../../../src/shared/json/utf8.ts';
import { describe, expect, test } from 'vitest';
import type { Dialect, ModelReply } from '../../../src/shared/run/events.ts';
import {
  assistantMessage,
  callIds,
  functionNameOf,
  resultText,
  rewriteMessage,
  systemMessage,
  toolMessage,
  userMessage,
} from '../../../src/shared/run/messages.ts';

const kimi: Dialect = {
  reasoningKey: 'reasoning_content',
  callIds: 'kimi',
  maxTokensField: 'max_tokens',
  toolChoiceNone: true,
};
const plain: Dialect = { ...kimi, reasoningKey: 'reasoning', callIds: 'as-received' };
const call = (id: string, name = 'look', args = '{}') => ({ id, name, arguments: args });
const reply = (more: Partial<ModelReply>): ModelReply => ({ reasoning: null, content: null, calls: [], ...more });

describe('the assistant message', () => {
  test.each([
    ['never seen reasoning is left out', reply({ content: 'Hi' }), '{"role":"assistant","content":"Hi"}'],
    [
      'empty reasoning is echoed',
      reply({ reasoning: '', content: 'Hi' }),
      '{"role":"assistant","reasoning_content":"","content":"Hi"}',
    ],
    [
      'content is left out beside calls when there is none',
      reply({ reasoning: 'r', content: '', calls: [call('a')] }),
      '{"role":"assistant","reasoning_content":"r","tool_calls":[{"id":"i0","type":"function","function":{"name":"look","arguments":"{}"}}]}',
    ],
    [
      'content beside calls is kept',
      reply({ content: 'c', calls: [call('a', 'look', '{ "x" : 1 }')] }),
      '{"role":"assistant","content":"c","tool_calls":[{"id":"i0","type":"function","function":{"name":"look","arguments":"{ \\"x\\" : 1 }"}}]}',
    ],
    ['no answer is an empty text', reply({}), '{"role":"assistant","content":""}'],
  ])('%s (R12)', (_, said, text) => {
    expect(assistantMessage(said, ['i0'], kimi)).toBe(text);
  });

  test.each(['', '{', '[]', 'null', '1', '"x"', '{"a":1}}'])(
    'has {} for the arguments %j, which are no object (R12)',
    (args) => {
      const message = JSON.parse(assistantMessage(reply({ calls: [call('a', 'look', args)] }), ['i'], kimi)) as {
        tool_calls: { function: { arguments: string } }[];
      };
      expect(message.tool_calls[0]?.function.arguments).toBe('{}');
    },
  );

  test('names reasoning by the dialect (R12)', () => {
    expect(assistantMessage(reply({ reasoning: 'r' }), [], plain)).toBe(
      '{"role":"assistant","reasoning":"r","content":""}',
    );
  });
});

describe('reasoning that is sent back', () => {
  const observed: Dialect = { ...kimi, reasoningEcho: 'observed' };
  const detail = { type: 'reasoning.text', text: 'r', index: 0, '1': null };
  test.each([
    ['goes under the key that it came under', { reasoningKeys: ['reasoning'] }, '"reasoning":"r"'],
    [
      'goes under every key that it came under',
      { reasoningKeys: ['reasoning_content', 'reasoning'] },
      '"reasoning_content":"r","reasoning":"r"',
    ],
    ['goes under the usual key when none was seen', {}, '"reasoning_content":"r"'],
    [
      'takes its details along unchanged',
      { reasoningKeys: ['reasoning'], reasoningDetails: [detail] },
      '"reasoning":"r","reasoning_details":[{"1":null,"type":"reasoning.text","text":"r","index":0}]',
    ],
  ] as const)('%s (R12)', (_, seen, text) => {
    const said = reply({ reasoning: 'r', content: 'Hi', ...(seen as Partial<ModelReply>) });
    expect(assistantMessage(said, [], observed)).toBe(`{"role":"assistant",${text},"content":"Hi"}`);
  });

  test('is not made up: what was never seen is left out, the empty text is not (R12)', () => {
    expect(assistantMessage(reply({ content: 'Hi' }), [], observed)).toBe('{"role":"assistant","content":"Hi"}');
    expect(assistantMessage(reply({ reasoning: '', reasoningKeys: ['reasoning'] }), [], observed)).toBe(
      '{"role":"assistant","reasoning":"","content":""}',
    );
  });

  test.each([undefined, 'pinned'] as const)('goes under the pinned key alone, whatever came (%s) (R12)', (echo) => {
    const pinned: Dialect = echo === undefined ? kimi : { ...kimi, reasoningEcho: echo };
    const said = reply({ reasoning: 'r', reasoningKeys: ['reasoning'], reasoningDetails: [detail] });
    expect(assistantMessage(said, [], pinned)).toBe('{"role":"assistant","reasoning_content":"r","content":""}');
  });
});

describe('a message for another server', () => {
  const odd = 'a "b" \\ \n ü 港 \u2028 \ud800';
  const calls = [call('x', 'look', '{"a" : 1.0}')];
  const details = [{ type: 'reasoning.text', text: odd }];
  const said = reply({ reasoning: odd, content: odd, calls, reasoningKeys: ['reasoning_content', 'reasoning'] });
  const whole = assistantMessage({ ...said, reasoningDetails: details }, ['i'], { ...kimi, reasoningEcho: 'observed' });

  test('has its reasoning under that key, and the rest to the byte (R12)', () => {
    const bare = { ...said, reasoningKeys: ['reasoning' as const] };
    expect(rewriteMessage(whole, plain)).toBe(assistantMessage(bare, ['i'], plain));
    expect(rewriteMessage(whole, { ...plain, reasoningEcho: 'observed' })).toBe(
      assistantMessage({ ...bare, reasoningDetails: details }, ['i'], { ...plain, reasoningEcho: 'observed' }),
    );
    expect(rewriteMessage(rewriteMessage(whole, plain), kimi)).toBe(assistantMessage(said, ['i'], kimi));
  });

  test('is the same when there is nothing to change (R12)', () => {
    const texts = [
      systemMessage('"reasoning":"no"'),
      userMessage('{"role":"assistant","reasoning":"no"}'),
      toolMessage('i', 'n', '"reasoning"'),
      assistantMessage(reply({ content: '"reasoning":"no"' }), [], plain),
      assistantMessage(said, ['i'], kimi),
      assistantMessage(reply({ reasoning: '', calls }), ['i'], kimi),
    ];
    expect(texts.map((text) => rewriteMessage(text, kimi))).toEqual(texts);
  });
});

describe('a function name', () => {
  test.each([
    ['search', 'search'],
    ['find-all_2', 'find-all_2'],
    ['functions.search', 'search'],
    ['functions.search:3', 'search'],
    ['search:0', 'search'],
    [' functions.search:12 ', 'search'],
    ['a.b', 'a_b'],
    ['', 'unnamed'],
    ['functions.:3', 'unnamed'],
    ['<|tool|>', '__tool__'],
    ['x'.repeat(80), 'x'.repeat(64)],
  ])('%j is %s, in the history and in ids too (R13)', (written, name) => {
    expect(functionNameOf(written)).toBe(name);
    const said = reply({ calls: [call('', written)] });
    const ids = callIds(said, 4, kimi);
    expect(ids).toEqual([`functions.${name}:4`]);
    expect(assistantMessage(said, ids, kimi)).toContain(`"function":{"name":"${name}",`);
    expect(toolMessage(ids[0] ?? '', written, '')).toContain(`"name":"${name}",`);
  });
});

describe('call ids', () => {
  test('count through the conversation for kimi (R13)', () => {
    expect(callIds(reply({ calls: [call('look:0'), call('', 'find')] }), 7, kimi)).toEqual([
      'functions.look:7',
      'functions.find:8',
    ]);
  });

  test("are the server's own where usable, and never the same twice in a reply (R13)", () => {
    const ids = (...given: string[]) => callIds(reply({ calls: given.map((id) => call(id)) }), 0, plain);
    expect(ids('a', 'b')).toEqual(['a', 'b']);
    expect(ids('a', 'a', '', 'x'.repeat(129))).toEqual([
      'a',
      'functions.look:1',
      'functions.look:2',
      'functions.look:3',
    ]);
    expect(new Set(ids('functions.look:1', '', 'functions.look:1', '')).size).toBe(4);
  });
});

describe('other messages', () => {
  test('have a fixed order of keys (R12)', () => {
    expect([systemMessage('s'), userMessage('ü"'), toolMessage('i', 'n', 'c')]).toEqual([
      '{"role":"system","content":"s"}',
      '{"role":"user","content":"ü\\""}',
      '{"role":"tool","tool_call_id":"i","name":"n","content":"c"}',
    ]);
  });

  test("give the only port's text verbatim, several ports and errors as JSON (R12)", () => {
    const port = (name: string) => ({ name, type: 'text' }) as const;
    expect(resultText({ status: 'ok', outputs: { text: 'a "b"' } }, [port('text')])).toBe('a "b"');
    expect(resultText({ status: 'ok', outputs: { text: { b: 1, a: 2 } } }, [port('text')])).toBe('{"a":2,"b":1}');
    expect(resultText({ status: 'ok', outputs: {} }, [port('text')])).toBe('null');
    expect(resultText({ status: 'ok', outputs: { y: 1, x: 'z' } }, [port('x'), port('y')])).toBe('{"x":"z","y":1}');
    expect(resultText({ status: 'error', error: { code: 'c.d', message: 'M.', action: 'never told' } }, [])).toBe(
      '{"error":{"code":"c.d","message":"M."}}',
    );
  });

  test('have the length of their UTF-8 bytes (R12)', () => {
    for (const text of ['', 'abc', 'ü€😀', '\u007f\u0080\u07ff\u0800\uffff'])
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  });
});
