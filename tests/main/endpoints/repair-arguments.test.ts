// Mending the arguments of calls: only where the author allows it, and never silently.

import { expect, test } from 'vitest';
import { repairArguments } from '../../../src/main/endpoints/repair-arguments.ts';
import type { ModelReply } from '../../../src/shared/run/events.ts';

const reply = (...calls: readonly (readonly [name: string, text: string])[]): ModelReply => ({
  reasoning: 'Hm.',
  content: null,
  calls: calls.map(([name, text], index) => ({ id: `${name}:${index}`, name, arguments: text })),
});

test('broken arguments are mended where the author allows it, and what the model wrote is kept (R21)', async () => {
  const broken = reply(['look', "{'query': 'harbour',}"], ['send', "{'query': 'x'}"], ['look', '{"query":"whole"}']);
  expect((await repairArguments(broken, ['look'])).calls).toEqual([
    { id: 'look:0', name: 'look', arguments: '{"query": "harbour"}', written: "{'query': 'harbour',}" },
    { id: 'send:1', name: 'send', arguments: "{'query': 'x'}" },
    { id: 'look:2', name: 'look', arguments: '{"query":"whole"}' },
  ]);
});

test('what cannot become an object, and what needs no mending, stays as it was (R21)', async () => {
  for (const text of ['', '[1, 2]', '"text"', 'search for it']) {
    const said = reply(['look', text]);
    expect(await repairArguments(said, ['look'])).toEqual(said);
  }
  const whole = reply(['look', '{}']);
  expect(await repairArguments(whole, ['look'])).toBe(whole);
});
