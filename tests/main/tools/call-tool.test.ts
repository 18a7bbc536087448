// How a tool call ends when it does not end well: with an outcome that says what was wrong, in time, and never with an exception.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { ToolRequest } from '../../../src/main/drivers/hands.ts';
import { createToolCaller, type ToolCaller } from '../../../src/main/tools/call-tool.ts';
import { defineTool, type ToolContext, type ToolDefinition } from '../../../src/main/tools/define.ts';
import { LonglineError } from '../../../src/shared/errors.ts';
import { canonicalJson } from '../../../src/shared/json/canonical.ts';
import type { JsonObject } from '../../../src/shared/json/value.ts';
import type { Outcome } from '../../../src/shared/run/events.ts';
import type { Passage, PortSpec } from '../../../src/shared/tool/ports.ts';
import { toolOf } from '../../../src/main/tools/index.ts';
import { textFolder, type TextFolder } from '../../kit/text-folder.ts';

const never = new AbortController().signal;

let files: TextFolder;
let caller: ToolCaller;

beforeAll(() => {
  files = textFolder({ 'report.md': `# Report\n\nDate: 2026-11-02\n\n${'The quay was repaired. '.repeat(100)}` });
  caller = createToolCaller({ indexDirectory: null });
});

afterAll(() => {
  caller.close();
  files.remove();
});

interface Called {
  readonly kind: string;
  readonly params?: JsonObject;
  readonly input?: JsonObject;
  readonly version?: number;
  readonly outputs?: readonly PortSpec[];
  readonly timeoutMs?: number;
  readonly bindings?: Readonly<Record<string, string>>;
}

function requestOf(called: Called): ToolRequest {
  return {
    callId: 'call-1',
    kind: called.kind,
    version: called.version ?? 1,
    params: called.params ?? {},
    input: called.input ?? {},
    outputs: called.outputs ?? toolOf(called.kind)?.ports.out ?? [],
    reach: 'pure',
    timeoutMs: called.timeoutMs ?? null,
    run: { runId: 'run-1', now: '2026-11-20T23:30:00.000Z', bindings: called.bindings ?? { news: files.path } },
  };
}

const call = (called: Called, signal = never): Promise<Outcome> => caller.callTool(requestOf(called), signal);

// A caller that knows one tool, which does what the test says.
function callerOf(run: NonNullable<ToolDefinition['run']>, more: { readonly timeoutMs?: number } = {}): ToolCaller {
  const tool = defineTool({
    kind: 'own',
    version: 1,
    title: 'Own',
    description: 'Does what the test says.',
    category: 'compute',
    icon: 'wrench',
    effect: 'read',
    reach: 'pure',
    params: z.object({}),
    input: z.object({}),
    ports: { in: [], out: [] },
    summary: 'own',
    examples: [],
    run,
    ...more,
  });
  return createToolCaller({ indexDirectory: null, toolOf: () => tool });
}

// The values of a call that went well, whose shapes the tool's ports promise.
function outputsOf<Outputs>(outcome: Outcome): Outputs {
  if (outcome.status !== 'ok') throw new Error(`The call ended with ${canonicalJson(outcome)}.`);
  return outcome.outputs as unknown as Outputs;
}

const text: PortSpec = { name: 'answer', type: 'text' };
const failure = (code: string, message: RegExp) => ({
  status: 'error',
  error: expect.objectContaining({ code, message: expect.stringMatching(message) }),
});

describe('a call with input that does not fit', () => {
  test.each([
    [
      { kind: 'documents', params: { folder: 'news' }, input: {} },
      'tool.input_invalid',
      /"documents" does not fit\. query: .*string/,
    ],
    [{ kind: 'documents', params: { folder: 'news' }, input: { query: 7 } }, 'tool.input_invalid', /query: .*string/],
    [
      { kind: 'documents', params: { folder: 'news' }, input: { query: 'x', limit: 900 } },
      'tool.input_invalid',
      /limit: .*50/,
    ],
    [
      { kind: 'read-document', params: { folder: 'news' }, input: { file: 'report.md', page: 0 } },
      'tool.input_invalid',
      /page: /,
    ],
    [{ kind: 'documents', params: { folder: '../x' }, input: { query: 'x' } }, 'tool.params_invalid', /folder: /],
    [{ kind: 'documents', params: {}, input: { query: 'x' } }, 'tool.params_invalid', /folder: /],
    [
      { kind: 'documents', params: { folder: 'news', topK: 'many' }, input: { query: 'x' } },
      'tool.params_invalid',
      /topK: .*number/,
    ],
    [
      { kind: 'clock', input: { timezone: 'Atlantis' } },
      'clock.unknown_timezone',
      /no time zone "Atlantis".*Europe\/Berlin/,
    ],
    [
      { kind: 'documents', params: { folder: 'news' }, input: { query: 'x', since: 'last week' } },
      'documents.bad_date',
      /"last week".*YYYY-MM-DD/,
    ],
    [
      { kind: 'documents', params: { folder: 'news' }, input: { query: 'x', until: '2026-02-30' } },
      'documents.bad_date',
      /"2026-02-30"/,
    ],
    [
      {
        kind: 'documents',
        params: { folder: 'news' },
        input: { query: 'x', since: '2026-03-01', until: '2026-02-01' },
      },
      'documents.bad_period',
      /Swap them/,
    ],
    [
      { kind: 'read-document', params: { folder: 'news' }, input: { file: 'repport.md' } },
      'folder.no_such_file',
      /nearest names are: "report\.md"/,
    ],
    [
      { kind: 'read-document', params: { folder: 'news' }, input: { file: 'report.md', page: 9 } },
      'read-document.no_such_page',
      /has one page; there is no page 9/,
    ],
    [
      { kind: 'read-document', params: { folder: 'news' }, input: { file: 'report.md', start: 99_999 } },
      'read-document.no_such_span',
      /below \d+/,
    ],
    [
      { kind: 'read-document', params: { folder: 'news' }, input: { file: 'report.md', start: 9, end: 3 } },
      'read-document.no_such_span',
      /is empty/,
    ],
  ])('%j is told %s and what to write instead', async (called, code, message) => {
    expect(await call(called)).toEqual(failure(code, message));
  });
});

describe('a call that cannot begin', () => {
  test('because its folder is not bound says which one to choose', async () => {
    const outcome = await call({ kind: 'documents', params: { folder: 'papers' }, input: { query: 'x' } });
    expect(outcome).toEqual({
      status: 'error',
      error: {
        code: 'folder.unbound',
        message: 'The folder "papers" is not bound to a folder on this machine.',
        action: 'Choose a folder for "papers".',
      },
    });
    const inherited = await call({ kind: 'documents', params: { folder: 'constructor' }, input: { query: 'x' } });
    expect(inherited).toEqual(failure('folder.unbound', /"constructor"/));
  });

  test('because its folder is gone says so without the path, and works again once it is back', async () => {
    const passing = textFolder({ 'a.md': 'quay' });
    const called = {
      kind: 'documents',
      params: { folder: 'passing' },
      input: { query: 'quay' },
      bindings: { passing: passing.path },
    };
    expect(await call(called)).toMatchObject({ status: 'ok', outputs: { passages: [{ file: 'a.md' }] } });
    passing.remove();
    const gone = await call(called);
    expect(gone).toEqual(failure('folder.unreadable', /bound to "passing" does not exist any more/));
    expect(JSON.stringify(gone)).not.toContain(passing.path);
    passing.write('b.md', 'quay');
    expect(await call(called)).toMatchObject({ status: 'ok', outputs: { passages: [{ file: 'b.md' }] } });
    passing.remove();
  });

  test.each([
    [{ kind: 'no-such-tool' }],
    [{ kind: 'clock', version: 2 }],
    [{ kind: 'ask-human', input: { question: 'Well?' } }],
  ])('because %j is no tool that runs here says so', async (called) => {
    expect(await call(called)).toEqual(failure('tool.unknown', /There is no tool/));
  });
});

describe('a call that takes too long', () => {
  test('is ended at the time limit of its request, and its tool is told', async () => {
    let told: AbortSignal | undefined;
    const own = callerOf((_params, _input, { signal }) => {
      told = signal;
      return new Promise(() => undefined);
    });
    const outcome = await own.callTool(requestOf({ kind: 'own', timeoutMs: 20 }), never);
    expect(outcome).toEqual(failure('tool.timed_out', /"own" did not answer within 0\.02 s/));
    expect(told?.aborted).toBe(true);
  });

  test.each([
    ['of the tool itself', { timeoutMs: 5000 }, 5000],
    ['of a minute where nobody set one', {}, 60_000],
  ])('is ended at the limit %s, and not before', async (_whose, more, limitMs) => {
    vi.useFakeTimers();
    try {
      let outcome: Outcome | undefined;
      const own = callerOf(() => new Promise(() => undefined), more);
      const ended = own.callTool(requestOf({ kind: 'own' }), never).then((one) => (outcome = one));
      await vi.advanceTimersByTimeAsync(limitMs - 1);
      expect(outcome).toBeUndefined();
      await vi.advanceTimersByTimeAsync(1);
      expect(await ended).toEqual(failure('tool.timed_out', new RegExp(`within ${limitMs / 1000} s`)));
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('keeps no clock running once it is over in time', async () => {
    vi.useFakeTimers();
    try {
      const own = callerOf(() => Promise.resolve({}));
      expect(await own.callTool(requestOf({ kind: 'own' }), never)).toEqual({ status: 'ok', outputs: {} });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('and then fails all the same harms nothing', async () => {
    let fail: (why: Error) => void = () => undefined;
    const own = callerOf(() => new Promise((_, reject) => (fail = reject)));
    const outcome = await own.callTool(requestOf({ kind: 'own', timeoutMs: 1 }), never);
    fail(new Error('too late'));
    expect(outcome).toEqual(failure('tool.timed_out', /own/));
  });
});

describe('a call whose run is ended', () => {
  test('ends at once, and its tool is told', async () => {
    const run = new AbortController();
    let told: AbortSignal | undefined;
    const own = callerOf((_params, _input, { signal }) => {
      told = signal;
      run.abort();
      return new Promise(() => undefined);
    });
    expect(await own.callTool(requestOf({ kind: 'own' }), run.signal)).toEqual(
      failure('tool.aborted', /ended before it was done/),
    );
    expect(told?.aborted).toBe(true);
  });

  test('before it began does nothing', async () => {
    const run = vi.fn<NonNullable<ToolDefinition['run']>>(() => Promise.resolve({}));
    expect(await callerOf(run).callTool(requestOf({ kind: 'own' }), AbortSignal.abort())).toEqual(
      failure('tool.aborted', /own/),
    );
    expect(run).not.toHaveBeenCalled();
  });
});

describe('a tool that returns what it did not promise', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  test.each<readonly [string, unknown, PortSpec, RegExp]>([
    ['nothing', undefined, text, /returned no values/],
    ['a list', [1], text, /returned no values/],
    ['no value for a port', {}, text, /returned nothing for "answer"/],
    ['a value of another type', { answer: 7 }, text, /not of type text/],
    ['one value for a list', { answer: 'x' }, { ...text, list: true }, /not a list of text/],
    ['no passages', { answer: [{ id: 'p-1' }] }, { name: 'answer', type: 'passages' }, /not of type passages/],
    ['one port more', { answer: 'x', more: 1 }, text, /"more", which is no output/],
    ['a number that JSON cannot hold', { answer: Number.NaN }, { name: 'answer', type: 'json' }, /not of type json/],
    ['half a character', { answer: '\uD83D' }, text, /not of type text/],
    ['a function', { answer: () => 1 }, { name: 'answer', type: 'json' }, /not of type json/],
    ['a value that holds itself', { answer: circular }, { name: 'answer', type: 'json' }, /not of type json/],
    ['a value that is only inherited', Object.create({ answer: 'x' }) as unknown, text, /returned nothing|no values/],
  ])('%s is reported as its mistake', async (_what, returned, port, message) => {
    const own = callerOf(() => Promise.resolve(returned as never));
    const outcome = await own.callTool(requestOf({ kind: 'own', outputs: [port] }), never);
    expect(outcome).toEqual(failure('tool.bad_output', message));
  });
});

describe('a tool that throws', () => {
  test.each<readonly [string, unknown, string, RegExp]>([
    [
      'an error of ours',
      new LonglineError('own.reason', 'It is so.', { action: 'Do this.' }),
      'own.reason',
      /^It is so\.$/,
    ],
    ['an error of somebody else', new TypeError('x is undefined'), 'tool.failed', /"own" failed: x is undefined/],
    ['a text', 'boom', 'tool.failed', /boom/],
    ['nothing at all', undefined, 'tool.failed', /own/],
    ['a thing that is no text', Object.create(null), 'tool.failed', /own/],
    ['an error with half a character', new LonglineError('own.reason', 'half \uD83D'), 'own.reason', /^half \uFFFD$/],
  ])('%s becomes an outcome that can be recorded', async (_what, thrown, code, message) => {
    const rejecting = callerOf(() => Promise.reject(thrown as Error));
    const throwing = callerOf(() => {
      throw thrown;
    });
    for (const own of [rejecting, throwing]) {
      const outcome = await own.callTool(requestOf({ kind: 'own', outputs: [text] }), never);
      expect(outcome).toEqual(failure(code, message));
      expect(() => canonicalJson(outcome)).not.toThrow();
    }
  });

  test('nothing, but asks for a name with half a character cut off, still gets an answer that can be recorded', async () => {
    const file = `${'x'.repeat(199)}🛳️.md`;
    const outcome = await call({ kind: 'read-document', params: { folder: 'news' }, input: { file } });
    expect(outcome).toEqual(failure('folder.no_such_file', /There is no file/));
    expect(() => canonicalJson(outcome)).not.toThrow();
  });
});

describe('a call that goes well', () => {
  test('gives its tool the time of the run, its ids and only the folders that are bound', async () => {
    let context: ToolContext | undefined;
    const own = callerOf(async (_params, _input, given) => {
      context = given;
      return { answer: (await (await given.folder('news')).read('report.md')).title };
    });
    expect(await own.callTool(requestOf({ kind: 'own', outputs: [text] }), never)).toEqual({
      status: 'ok',
      outputs: { answer: 'Report' },
    });
    expect(context).toMatchObject({ runId: 'run-1', callId: 'call-1' });
    expect(context?.now().toISOString()).toBe('2026-11-20T23:30:00.000Z');
    own.close();
  });

  test('tells the time that the run was given, in the time zone asked for', async () => {
    const berlin = await call({ kind: 'clock', params: { timezone: 'Europe/Berlin' } });
    expect(berlin).toEqual({
      status: 'ok',
      outputs: {
        time: {
          iso: '2026-11-21T00:30:00+01:00',
          date: '2026-11-21',
          weekday: 'Saturday',
          timezone: 'Europe/Berlin',
          week: '2026-W47',
        },
      },
    });
    const utc = await call({ kind: 'clock', params: { timezone: 'Europe/Berlin' }, input: { timezone: 'UTC' } });
    expect(utc).toMatchObject({ outputs: { time: { iso: '2026-11-20T23:30:00Z', weekday: 'Friday' } } });
  });

  test('reads on where a search stopped, and the passage of a search has the same id when it is read', async () => {
    const search = await call({
      kind: 'documents',
      params: { folder: 'news', passageChars: 300 },
      input: { query: 'quay', limit: 2 },
    });
    const outputs = outputsOf<{ passages: readonly Passage[] }>(search);
    for (const { score: _, ...passage } of outputs.passages) {
      const { file, start, end } = passage;
      const read = await call({ kind: 'read-document', params: { folder: 'news' }, input: { file, start, end } });
      expect(read).toMatchObject({
        status: 'ok',
        outputs: { document: { file, start, end, date: '2026-11-02' }, passages: [passage] },
      });
    }
    expect(outputs.passages).toHaveLength(2);
  });

  test('pages through a document from its first character to its last', async () => {
    let page = 0;
    let pages = 1;
    let read = '';
    while (page < pages) {
      page += 1;
      const outcome = await call({
        kind: 'read-document',
        params: { folder: 'news', pageChars: 500 },
        input: { file: 'report.md', page },
      });
      const outputs = outputsOf<{ document: { page: number; pages: number }; passages: readonly Passage[] }>(outcome);
      expect(outputs.document.page).toBe(page);
      pages = outputs.document.pages;
      read += `${outputs.passages[0]?.text} `;
    }
    expect(pages).toBeGreaterThan(4);
    expect(read.match(/repaired/g)).toHaveLength(100);
  });
});
