// The wires that a node could have and those that it has, as a list for whoever does not draw.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { convertingWire } from '../../src/renderer/document/gestures.ts';
import { wireChoices } from '../../src/renderer/document/wire-choices.ts';
import { refusalOf } from '../../src/renderer/document/wire-rules.ts';
import { wireKey } from '../../src/shared/pipeline/edits.ts';
import { node, pipeline, plug, testCatalog, wire } from '../kit/pipelines.ts';
import { wiredDocument } from '../kit/random-pipelines.ts';

const document = pipeline(
  [
    node('question', 'input', { name: 'question' }),
    node('agent', 'agent'),
    node('look', 'look'),
    node('size', 'input', { name: 'size', type: 'number' }),
    node('out', 'output', { name: 'out' }),
    node('sum', 'output', { name: 'sum', type: 'number' }),
  ],
  [wire('question.value', 'agent.task'), plug('look', 'agent')],
);

const said = (id: string) =>
  wireChoices(document, testCatalog, id).map(
    ({ does, wire: { from, to } }) => `${does} ${from.node}.${from.port} ${to.node}.${to.port}`,
  );

test('a node is offered what fits its ports, with a converting node where only that helps, and what it has', () => {
  expect(said('out').toSorted()).toEqual(
    [
      'connect agent.answer out.value',
      'connect question.value out.value',
      'connect size.value out.value',
      'connect agent.evidence out.value',
    ].toSorted(),
  );
  expect(said('sum')).toContain('connect size.value sum.value');
  expect(said('sum')).toContain('convert question.value sum.value');
  expect(said('question')).toContain('disconnect question.value agent.task');
  expect(said('question')).not.toContain('connect question.value agent.task');
});

test('a tool is offered to agents, and taken from the one that it hangs from', () => {
  expect(said('look')).toEqual(['disconnect look.tool agent.tools']);
  const apart = { ...document, wires: [] };
  const offered = wireChoices(apart, testCatalog, 'look').map(({ does, wire: each }) => `${does} ${wireKey(each)}`);
  expect(offered.filter((choice) => choice.includes('tools'))).toHaveLength(1);
});

test('what is offered can be drawn, whatever the pipeline (D11)', () => {
  fc.assert(
    fc.property(wiredDocument, (any) => {
      for (const { id } of any.nodes.slice(0, 4)) {
        for (const { does, wire: each } of wireChoices(any, testCatalog, id)) {
          if (does === 'connect') expect(refusalOf(any, testCatalog, each)).toBeNull();
          if (does === 'convert') expect(convertingWire(any, testCatalog, each)).not.toBeNull();
          if (does === 'disconnect') expect(any.wires).toContain(each);
        }
      }
    }),
    { numRuns: 60 },
  );
});
