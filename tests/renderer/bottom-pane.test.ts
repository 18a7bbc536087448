// Problems and log beneath the canvas: where a problem is, which node an entry of the log is about, and its words.

import { describe, expect, test } from 'vitest';
import { placeOfActivation, placeOfEntry } from '../../src/renderer/run/place-of-activation.ts';
import { lineText, logLines } from '../../src/renderer/window/log-line.ts';
import { isPlain, pinnedOutputs, pinText, readPin } from '../../src/renderer/window/pin-values.ts';
import { fieldOfProblem, groupProblems } from '../../src/renderer/window/problem-places.ts';
import { en } from '../../src/renderer/i18n/en.ts';
import type { Words } from '../../src/renderer/i18n/words.ts';
import { check, type Problem } from '../../src/shared/pipeline/check.ts';
import { logEntry } from '../../src/shared/run/panel/log.ts';
import { agentPipeline, compiled, node, pipeline, plug, testCatalog, testModel } from '../kit/pipelines.ts';

const inner = pipeline(
  [node('topic', 'input', { name: 'topic', type: 'text' }), node('cut', 'text', { nonsense: 1 })],
  [],
  {
    pipelines: { deeper: pipeline([node('lost', 'holodeck')], []) },
  },
);
const document = pipeline(
  [
    node('unused', 'look', { nonsense: 1 }),
    node('agent', 'agent', {}, { title: 'Brief' }),
    node('dive', 'subpipeline', { pipeline: 'inner' }, { title: 'Deep dive' }),
    node('strange', 'holodeck'),
  ],
  [plug('dive', 'agent')],
  { pipelines: { inner } },
);

describe('a problem', () => {
  const field = (pointer: string, values = {}) => fieldOfProblem({ pointer, values });

  test('is about the param that its pointer leads to', () => {
    expect(field('/nodes/3/params/topK')).toBe('topK');
    expect(field('/nodes/3/params/cases/0/path')).toBe('cases');
    expect(field('/pipelines/inner/pipelines/deeper/nodes/12/params/a~1b~0c')).toBe('a/b~c');
    expect(field('/nodes/3/params', { reason: 'missing', value: 'folder' })).toBe('folder');
  });

  test('is about no param where it is about the node, a wire or the pipeline', () => {
    for (const pointer of ['/nodes/3/kind', '/nodes/3', '/wires/2', '/nodes', '', '/nodes/3/params'])
      expect(field(pointer), pointer).toBeNull();
  });

  test('stands with the others of its node, errors before warnings', () => {
    const problem = (pointer: string, id: string, severity: Problem['severity']): Problem => ({
      pointer,
      node: id,
      severity,
      code: 'a.b',
      message: `${severity} of ${id}`,
      values: {},
    });
    const groups = groupProblems(
      [
        problem('/nodes/0/mute', 'unused', 'warning'),
        problem('/nodes/1/title', 'agent', 'warning'),
        problem('/nodes/1/params/task', 'agent', 'error'),
      ],
      document,
      testCatalog,
    );
    expect(groups.map(({ node: of, problems }) => [of?.id, problems.map(({ severity }) => severity)])).toEqual([
      ['agent', ['error', 'warning']],
      ['unused', ['warning']],
    ]);
  });

  test('of a subpipeline leads there, and one of a pipeline that nothing runs leads nowhere', () => {
    const groups = groupProblems(check(document, testCatalog), document, testCatalog);
    const placed = groups.map(({ node: of, within, levels }) => [of?.id ?? null, within.join('/'), levels]);
    expect(placed).toContainEqual(['unused', '', []]);
    expect(placed).toContainEqual(['cut', 'inner', [{ node: 'dive', pipeline: 'inner' }]]);
    expect(placed).toContainEqual(['lost', 'inner/deeper', null]);
  });
});

describe('an activation', () => {
  const place = (activation: string) => placeOfActivation(document, testCatalog, activation);

  test('is of a node of the document, whichever item, trajectory or call it is', () => {
    expect(place('agent')).toEqual({ node: 'agent', levels: [] });
    expect(place('agent~2/agent')).toEqual({ node: 'agent', levels: [] });
    expect(place('agent[3]')).toEqual({ node: 'agent', levels: [] });
  });

  test('within a pipeline that a model called is of a node of that pipeline', () => {
    expect(place('agent@1.0/cut')).toEqual({ node: 'cut', levels: [{ node: 'dive', pipeline: 'inner' }] });
  });

  test('is nowhere when its node is gone', () => {
    expect(place('deleted')).toBeNull();
    expect(place('agent@1.0/deleted')).toBeNull();
  });
});

describe('an entry of the log', () => {
  test('of a call leads to the tool that was called, and to its agent where nobody knows the tool', () => {
    const plan = compiled(agentPipeline([node('find-1', 'find')])).plan;
    const [tool] = plan.nodes.find(({ id }) => id === 'agent')?.tools ?? [];
    const here = pipeline([node('agent', 'agent'), node('find-1', 'find')], [plug('find-1', 'agent')]);
    const called = (name: string) => ({ activation: 'agent', facts: [{ of: 'call', name } as const] });
    expect(tool?.name).toBe('find_1');
    expect(placeOfEntry(here, testCatalog, plan, called('find_1'))).toEqual({ node: 'find-1', levels: [] });
    expect(placeOfEntry(here, testCatalog, plan, called('other'))).toEqual({ node: 'agent', levels: [] });
    expect(placeOfEntry(here, testCatalog, null, called('find_1'))).toEqual({ node: 'agent', levels: [] });
    const without = { ...here, nodes: here.nodes.slice(0, 1), wires: [] };
    expect(placeOfEntry(without, testCatalog, plan, called('find_1'))).toEqual({ node: 'agent', levels: [] });
    expect(placeOfEntry(here, testCatalog, plan, { activation: null, facts: [] })).toBeNull();
  });

  const t: Words = (key, values = {}) =>
    (
      (en as Readonly<Record<string, string>>)[`${key}_other`] ??
      (en as Readonly<Record<string, string>>)[key] ??
      ''
    ).replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
  const line = logLines({
    t,
    word: (_, otherwise) => otherwise,
    startedAt: 1000,
    plan: null,
    catalog: null,
    models: { '/': { ...testModel, model: 'kimi-k2' } },
  });

  test('is one line of words: when, what, where, and what came of it', () => {
    const asked = logEntry({
      runId: 'r',
      seq: 5,
      at: 66_340,
      type: 'model.requested',
      effect: 'e',
      activation: 'agent~2/agent',
      step: 3,
      attempt: 1,
      model: '/',
      messages: 9,
      digest: '',
      last: true,
      maxOutputTokens: 1,
      reservedNanoUsd: null,
    });
    expect(line(asked)).toEqual({
      time: '1:05.3',
      event: 'Model asked',
      node: 'agent, trajectory 2',
      step: '3',
      said: 'kimi-k2 · 9 messages · last step',
      figures: '',
    });
    expect(lineText(asked, line(asked))).toBe(
      '1:05.3\t5\tModel asked\tagent, trajectory 2\t3\tkimi-k2 · 9 messages · last step',
    );
  });

  test('tells limits in their units', () => {
    const limits = { maxSteps: 40, agentSteps: null, budgetNanoUsd: 2e9, maxTokens: null, maxWallMs: 90_000 };
    const changed = logEntry({ runId: 'r', seq: 1, at: 1000, type: 'limits.changed', limits });
    expect(line(changed).said).toBe('$2.00, 40 steps, 1 min 30 s');
  });
});

describe('a pinned value', () => {
  const text = { name: 'text', type: 'text' } as const;
  const passages = { name: 'passages', type: 'passages' } as const;
  const texts = { name: 'texts', type: 'text', list: true } as const;

  test('is edited as text on a text port, as JSON on any other', () => {
    expect([isPlain(text), isPlain(texts), isPlain(passages)]).toEqual([true, false, false]);
    expect(pinText(text, 'Two\nlines')).toBe('Two\nlines');
    expect(readPin(text, 'Two\nlines', true)).toEqual({ ok: true, value: 'Two\nlines' });
    expect(pinText(texts, ['a'])).toBe('[\n  "a"\n]');
    expect(readPin(texts, '["a", "b"]', true)).toEqual({ ok: true, value: ['a', 'b'] });
  });

  test('that is no JSON, or not of the type of its port, is refused', () => {
    expect(readPin(texts, '["a"', true)).toEqual({ ok: false, why: 'not_json' });
    expect(readPin(texts, '[1]', true)).toEqual({ ok: false, why: 'wrong_type' });
    expect(readPin(passages, '{"__proto__":1}', true)).toEqual({ ok: false, why: 'not_json' });
  });

  test('of a port that is left empty is none, but an emptied text is a text', () => {
    const fields = { text: readPin(text, '', true), passages: readPin(passages, ' ', true) };
    expect(pinnedOutputs(fields)).toEqual({ text: '' });
    expect(pinnedOutputs({ text: readPin(text, '', false) })).toEqual({});
  });
});
