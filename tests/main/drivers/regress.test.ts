// A stored run against an edited pipeline: the first thing that would be another one, in words.

import { describe, expect, test } from 'vitest';
import { regressRun, type Regression } from '../../../src/main/drivers/regress.ts';
import type { PipelineDocument } from '../../../src/shared/pipeline/document.ts';
import { startRun } from '../../kit/drive-run.ts';
import { memoryJournal, type MemoryJournal } from '../../kit/memory-journal.ts';
import { agentPipeline, compiled, node, pipeline, sha256, wire } from '../../kit/pipelines.ts';
import { scriptedHands } from '../../kit/scripted-hands.ts';

const look = (query: string) => ({ name: 'look', arguments: JSON.stringify({ query }) });
const hands = () =>
  scriptedHands({
    model: (_, messages) =>
      messages.some(({ role }) => role === 'tool') ? { content: 'Found.' } : { reasoning: 'On.', calls: [look('a')] },
    tool: () => ({ status: 'ok', outputs: { text: 'There.' } }),
  });

const original = agentPipeline([node('look', 'look')], {
  instructions: 'Find out what there is and say it in one line.',
});

async function recorded(document: PipelineDocument = original): Promise<MemoryJournal> {
  const journal = memoryJournal();
  await startRun({ journal, compiled: compiled(document), hands: hands(), inputs: { question: 'What is there?' } });
  return journal;
}

async function against(
  journal: MemoryJournal,
  edited: PipelineDocument,
  models: readonly string[] = ['/'],
): Promise<Regression> {
  return regressRun(journal, 'run-1', { ...compiled(edited), models }, sha256);
}

const withAgent = (params: Parameters<typeof agentPipeline>[1]) =>
  agentPipeline([node('look', 'look')], { ...original.nodes.find(({ id }) => id === 'agent')?.params, ...params });

describe('a stored run against an edited pipeline (R28)', () => {
  test('is the same when the edit changes nothing that it did, such as a title or a limit far away', async () => {
    const journal = await recorded();
    const end = (await journal.read('run-1', 1)).at(-1);
    const same = { same: true, events: end?.seq, stateHash: end?.type === 'run.finished' ? end.stateHash : '' };
    expect(await against(journal, original)).toEqual(same);
    expect(await against(journal, { ...original, meta: { title: 'Another' } })).toEqual(same);
    expect(await against(journal, withAgent({ maxSteps: 40 }))).toEqual(same);
  });

  test('differs at its first request when the instructions do, and the words around the place are shown', async () => {
    const edited = withAgent({ instructions: 'Find out what there is and say it in two lines.' });
    expect(await against(await recorded(), edited)).toEqual({
      same: false,
      seq: 3,
      type: 'model.requested',
      step: 'agent@1',
      what: 'Message 1 (the instructions) was "… there is and say it in one line.", and would be "… there is and say it in two lines.".',
    });
  });

  test('differs where a function is another one, which no message shows', async () => {
    const edited = agentPipeline([node('look', 'look', {}, { title: 'Looks better' })], {
      instructions: 'Find out what there is and say it in one line.',
    });
    expect(await against(await recorded(), edited)).toMatchObject({
      same: false,
      type: 'model.requested',
      step: 'agent@1',
      what: expect.stringMatching(/description of "look" was .*, and would be ".*Looks better/),
    });
    const more = agentPipeline([node('look', 'look'), node('peek', 'look')], {
      instructions: original.nodes.find(({ id }) => id === 'agent')?.params['instructions'] ?? '',
    });
    expect(await against(await recorded(), more)).toMatchObject({
      same: false,
      what: expect.stringMatching(/function/),
    });
  });

  test('differs where a limit makes a step the last one', async () => {
    expect(await against(await recorded(), withAgent({ maxSteps: 2 }))).toMatchObject({
      same: false,
      type: 'model.requested',
      step: 'agent@2',
      what: expect.stringMatching(/gone|new|last/),
    });
  });

  test('differs at once when the pipeline does not take its inputs, or asks a model that the run did not have', async () => {
    const journal = await recorded();
    const renamed = pipeline(
      [
        node('topic', 'input', { name: 'topic', type: 'text', required: true }),
        node('out', 'output', { name: 'answer' }),
      ],
      [wire('topic.value', 'out.value')],
    );
    expect(await against(journal, renamed)).toMatchObject({
      same: false,
      seq: 1,
      type: 'run.started',
      step: null,
      what: expect.stringMatching(/does not take the inputs of the run/),
    });
    expect(await against(journal, original, ['/', 'moonshot/kimi'])).toMatchObject({
      seq: 1,
      what: 'The edited pipeline asks kimi at moonshot, which the run did not.',
    });
  });

  test('differs where a value that is worked out is another one, and where a node is new', async () => {
    const plain = (text: string, more: readonly string[] = []) =>
      pipeline(
        [
          node('question', 'input', { name: 'question', type: 'text' }),
          ...['prompt', ...more].map((id) => node(id, 'text', { template: text })),
          node('out', 'output', { name: 'answer' }),
        ],
        [wire('prompt.text', 'out.value')],
      );
    const journal = await recorded(plain('Hello.'));
    expect(await against(journal, plain('Hello there.'))).toMatchObject({
      same: false,
      type: 'node.finished',
      what: 'The outputs of "prompt" were text: "Hello.", and would be "Hello there.".',
    });
    const added = await against(journal, plain('Hello.', ['extra']));
    expect(added).toMatchObject({ same: false, what: expect.stringMatching(/extra|would be worked out/) });
  });

  test('of a run that does not follow from its own pipeline is no answer', async () => {
    const journal = await recorded();
    const events = await journal.read('run-1', 1);
    const cut: MemoryJournal = {
      ...journal,
      read: async (_, from) => events.filter(({ type }) => type !== 'tool.requested').filter(({ seq }) => seq >= from),
    };
    await expect(against(cut, original)).rejects.toMatchObject({ code: 'journal.gap' });
  });
});
