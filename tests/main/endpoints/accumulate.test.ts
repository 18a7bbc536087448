// What the accumulator makes of thoughts in odd places: under several keys, in OpenRouter's details, in the content between tags.

import { describe, expect, test } from 'vitest';
import { createAccumulator, type Accumulated } from '../../../src/main/endpoints/accumulate.ts';
import { RawAnswer } from '../../../src/main/endpoints/raw-answer.ts';
import { ReasoningDetails } from '../../../src/main/endpoints/reasoning-details.ts';
import type { DeltaPiece } from '../../../src/main/drivers/hands.ts';

function accumulated(deltas: readonly unknown[]): Accumulated & { readonly pieces: readonly DeltaPiece[] } {
  const pieces: DeltaPiece[] = [];
  const accumulator = createAccumulator((piece) => pieces.push(piece));
  for (const delta of deltas) accumulator.take({ choices: [{ index: 0, delta, finish_reason: null }] });
  return { ...accumulator.result(), pieces };
}

function contents(texts: readonly string[]): { readonly reasoning: string | null; readonly content: string | null } {
  const { reasoning, content } = accumulated(texts.map((content) => ({ content }))).reply;
  return { reasoning, content };
}

describe('the keys of reasoning are told', () => {
  const rows: readonly (readonly [string, readonly unknown[], readonly string[] | undefined, string | null])[] = [
    ['one', [{ reasoning_content: 'a' }], ['reasoning_content'], 'a'],
    ['the other', [{ reasoning: 'a' }], ['reasoning'], 'a'],
    ['both, the thought once', [{ reasoning: 'a', reasoning_content: 'a' }], ['reasoning_content', 'reasoning'], 'a'],
    [
      'both, one of them always empty',
      [{ reasoning_content: '', reasoning: 'a' }],
      ['reasoning_content', 'reasoning'],
      'a',
    ],
    ['one that was only ever empty', [{ reasoning_content: '' }], ['reasoning_content'], ''],
    ['none for null', [{ reasoning_content: null, reasoning: null, content: 'x' }], undefined, null],
    ['none for details alone', [{ reasoning_details: [{ type: 'reasoning.text', text: 'a' }] }], undefined, 'a'],
    ['none for a thought in the content', [{ content: '<think>a</think>b' }], undefined, 'a'],
  ];
  test.each(rows)('%s', (_, deltas, keys, reasoning) => {
    const { reply } = accumulated(deltas);
    expect([reply.reasoningKeys, reply.reasoning]).toEqual([keys, reasoning]);
    expect(Object.hasOwn(reply, 'reasoningKeys')).toBe(keys !== undefined);
  });
});

describe('thoughts in the content', () => {
  const rows: readonly (readonly [string, string, string | null, string])[] = [
    ['between tags', ' <think> First. </think> Then.', ' First. ', 'Then.'],
    ['between tags twice', '<think>a</think>\n<think>b</think>\nc', 'ab', 'c'],
    ['between tags with nothing in them', '<think>\n\n</think>\n\nc', '\n\n', 'c'],
    ['before a closing tag alone', 'a b\n</think>\n\nc', 'a b\n', 'c'],
    ['behind a closing tag at the start', '</think>\n\nc', null, 'c'],
    ['that never end', '<think>a', 'a', ''],
    ['that end in half a tag', '<think>a</thi', 'a</thi', ''],
  ];
  test.each(rows)('%s are reasoning, however they are cut', (_, text, reasoning, content) => {
    expect(contents([text])).toEqual({ reasoning, content });
    expect(contents([...text])).toEqual({ reasoning, content });
    for (let at = 1; at < text.length; at += 1) {
      expect(contents([text.slice(0, at), text.slice(at)]), `cut at ${at}`).toEqual({ reasoning, content });
    }
  });

  const answers: readonly string[] = [
    'Write <think> before a thought and </think> after it.',
    'The tag `</think>` ends a thought.',
    'It is called "</think>".',
    'a <b and c</thin',
    '<thinking>no</thinking>',
    '\n\n  indented',
    '<',
    ' \n ',
  ];
  test.each(answers)('are none in %j', (text) => {
    expect(contents([text])).toEqual({ reasoning: null, content: text });
    expect(contents([...text])).toEqual({ reasoning: null, content: text });
  });

  test('are none where the server sends thoughts apart, but a tag left at the start is taken off', () => {
    const { reply } = accumulated([
      { reasoning_content: 'Hm.' },
      { content: '\n</think>\n\nThe tag </think> ' },
      { content: 'ends it.' },
    ]);
    expect([reply.reasoning, reply.content]).toEqual(['Hm.', 'The tag </think> ends it.']);
  });

  test('are never looked for in arguments', () => {
    const text = '{"text":"<think>a</think>b"}';
    const { reply } = accumulated([
      { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: text.slice(0, 12) } }] },
      { tool_calls: [{ index: 0, function: { arguments: text.slice(12) } }] },
    ]);
    expect(reply).toEqual({ reasoning: null, content: null, calls: [{ id: 'a', name: 'f', arguments: text }] });
  });

  test('are withdrawn from the content and told again as thoughts', () => {
    const { pieces } = accumulated([{ content: 'I add ' }, { content: 'them.</think>Sum: ' }, { content: '12' }]);
    expect(pieces.map(({ channel, offset, text }) => [channel, offset, text])).toEqual([
      ['content', 0, 'I add '],
      ['content', 0, ''],
      ['reasoning', 0, 'I add them.'],
      ['content', 0, 'Sum: '],
      ['content', 5, '12'],
    ]);
  });
});

describe('OpenRouter’s details', () => {
  const joined = (chunks: readonly (readonly unknown[])[]): readonly unknown[] => {
    const details = new ReasoningDetails();
    for (const chunk of chunks) details.take(chunk);
    return details.all();
  };

  test('of one type and index are joined, with a signature that comes later', () => {
    expect(
      joined([
        [{ type: 'reasoning.text', text: 'a', index: 0, format: 'x', signature: null }],
        [{ type: 'reasoning.summary', summary: 's', index: 1 }],
        [{ type: 'reasoning.text', text: 'b', index: 0 }],
        [{ type: 'reasoning.summary', summary: 't', index: 1 }],
        [{ type: 'reasoning.text', signature: 'sig', index: 0 }],
      ]),
    ).toEqual([
      { type: 'reasoning.text', text: 'ab', index: 0, format: 'x', signature: 'sig' },
      { type: 'reasoning.summary', summary: 'st', index: 1 },
    ]);
  });

  test('without an index are joined while they follow each other', () => {
    expect(
      joined([
        [
          { type: 'reasoning.text', text: 'a' },
          { type: 'reasoning.text', text: 'b' },
        ],
        [{ type: 'reasoning.encrypted', data: 'e' }],
        [{ type: 'reasoning.text', text: 'c' }],
      ]),
    ).toEqual([
      { type: 'reasoning.text', text: 'ab' },
      { type: 'reasoning.encrypted', data: 'e' },
      { type: 'reasoning.text', text: 'c' },
    ]);
  });

  test('that are encrypted, or bear other ids, are kept apart and unchanged', () => {
    const details = [
      { type: 'reasoning.encrypted', data: 'one', id: 'a', index: 0 },
      { type: 'reasoning.encrypted', data: 'two', id: 'b', index: 0, more: { deep: [1, null] } },
      { type: 'reasoning.text', text: 'x', id: 'c', index: 1 },
      { type: 'reasoning.text', text: 'y', id: 'd', index: 1 },
    ];
    expect(joined(details.map((detail) => [detail]))).toEqual(details);
    expect(joined([[null, 7, 'x', []]])).toEqual([]);
  });
});

describe('a reply that repeats itself is stopped', () => {
  const loop = 'wait, '.repeat(1000);
  const rows: readonly (readonly [string, unknown])[] = [
    ['in its thoughts', { reasoning_content: loop }],
    ['in its content', { content: loop }],
    ['in a thought within its content', { content: `<think>${loop}` }],
    ['in the arguments of a call', { tool_calls: [{ index: 3, function: { name: 'f', arguments: loop } }] }],
  ];
  test.each(rows)('%s', (_, delta) => {
    expect(() => accumulated([delta])).toThrow(expect.objectContaining({ code: 'endpoint.repetitive' }));
  });

  test('but two calls that say the same are not one that repeats', () => {
    const half = `{"list":[${'1,2,'.repeat(300)}0]}`;
    const call = (index: number): unknown => ({
      tool_calls: [{ index, id: `c${index}`, function: { name: 'f', arguments: half } }],
    });
    expect(accumulated([0, 1, 2, 3].map(call)).reply.calls).toHaveLength(4);
  });
});

describe('the bytes of an answer', () => {
  test('are kept as they came, null when none did', () => {
    const raw = new RawAnswer();
    expect(raw.bytes(null)).toBeNull();
    for (const text of ['da', 'ta: ', '{}\n\n']) raw.take(Buffer.from(text));
    expect(Buffer.from(raw.bytes('no such key') ?? []).toString()).toBe('data: {}\n\n');
  });

  test('are kept without the key, in whatever form it comes back', () => {
    const key = 'sk-canary/äß+1';
    const raw = new RawAnswer();
    raw.take(Buffer.from(`a ${key} b ${encodeURIComponent(key)} c ${Buffer.from(key).toString('base64')} ü`));
    expect(Buffer.from(raw.bytes(key) ?? []).toString()).toBe('a [key] b [key] c [key] ü');
  });

  test('keep their beginning and their end, 512 KiB each, and say how much is missing', () => {
    for (const size of [1000, 4096, 70_000, 3_000_000]) {
      const whole = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => 97 + (at % 23)));
      const raw = new RawAnswer();
      for (let at = 0; at < whole.length; at += size) raw.take(whole.subarray(at, at + size));
      const half = 512 * 1024;
      const missing = whole.length - 2 * half;
      expect(
        Buffer.from(raw.bytes(null) ?? []).equals(
          Buffer.concat([
            whole.subarray(0, half),
            Buffer.from(`\n: … ${missing} bytes are left out here …\n`),
            whole.subarray(-half),
          ]),
        ),
        `in pieces of ${size}`,
      ).toBe(true);
    }
  });
});
