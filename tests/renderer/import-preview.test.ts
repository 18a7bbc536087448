// What a person is told of a document before it is taken in, and why some texts are none.

import { describe, expect, test } from 'vitest';
import { previewImport } from '../../src/renderer/library/import/preview-import.ts';
import { factsOf } from '../../src/renderer/library/document-facts.ts';
import { writeDocument, type PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { agentPipeline, node, pipeline, testCatalog, wire } from '../kit/pipelines.ts';

const inner = pipeline([node('claim', 'input', { name: 'claim' }), node('send', 'send')], [], {
  handles: { reports: { kind: 'folder', title: 'Reports inside' } },
});
const document: PipelineDocument = {
  ...agentPipeline([node('look', 'look')]),
  handles: { reports: { kind: 'folder', title: 'Reports' } },
  pipelines: { check: inner },
};

describe('the preview of a document', () => {
  test('counts nodes and wires on all levels, and tells kinds, reach, agents and folders', () => {
    const facts = factsOf(document, testCatalog);
    expect({ nodes: facts.nodes, wires: facts.wires, inner: facts.inner, agents: facts.agents }).toEqual({
      nodes: document.nodes.length + 2,
      wires: document.wires.length,
      inner: 1,
      agents: 1,
    });
    expect(facts.kinds.find(({ kind }) => kind === 'input')?.count).toBe(2);
    expect(facts.reach.map(({ reach, kinds }) => [reach, kinds.map(({ kind }) => kind)])).toEqual([['send', ['send']]]);
    expect(facts.handles).toEqual([{ name: 'reports', handle: { kind: 'folder', title: 'Reports' } }]);
    expect(facts.picture.boxes).toHaveLength(document.nodes.length);
  });

  test('marks kinds that nobody knows here, and lets them in (D5)', () => {
    const text = writeDocument(pipeline([node('x', 'hyper-search')], []));
    const preview = previewImport(text, testCatalog);
    expect(preview.can && preview.facts.kinds).toEqual([{ kind: 'hyper-search', count: 1, card: null }]);
  });

  test('names what is wrong and still can be taken in', () => {
    const broken = pipeline([node('a', 'output', { name: 'answer' })], [wire('gone.text', 'a.value')]);
    const preview = previewImport(writeDocument(broken), testCatalog);
    expect(preview.can && preview.facts.problems.map(({ code }) => code)).toContain('wire.node');
  });

  test('gives back the document as it stands in the text, byte for byte (D5)', () => {
    const text = writeDocument(document);
    const preview = previewImport(`\uFEFF${text}\n`, testCatalog);
    expect(preview.can && writeDocument(preview.document)).toBe(text);
  });
});

describe('a text that is no document', () => {
  test.each([
    ['made by a newer Longline', '{"format":"longline/2","nodes":[]}', 'newer', 'document.format'],
    ['made by another program', '{"nodes":[],"connections":{}}', 'foreign', 'document.format'],
    ['no object at all', '[1]', 'foreign', 'document.format'],
    ['no JSON', 'hello', 'not_json', 'json.invalid'],
    ['cut off', '{"format":"longline/1","meta":{"ti', 'not_json', 'json.invalid'],
    ['empty', '', 'not_json', 'json.invalid'],
    [
      'a document with a mistake',
      '{"format":"longline/1","meta":{"title":"x"},"nodes":[{"id":"A B"}],"wires":[]}',
      'mistake',
      'document.schema',
    ],
    ['larger than a document may be', ' '.repeat(8 * 1024 * 1024 + 1), 'too_large', 'document.too_large'],
  ])('is refused when it is %s', (_, text, refusal, code) => {
    const preview = previewImport(text, testCatalog);
    expect(preview.can ? null : [preview.refusal, preview.error.code]).toEqual([refusal, code]);
  });
});
