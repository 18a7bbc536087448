// Pipelines as files for tests of the command line: real kinds, reading the documents of a bundled sample.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeDocument, type PipelineDocument } from '../../src/shared/pipeline/document.ts';
import type { JsonObject } from '../../src/shared/json/value.ts';
import { agentPipeline, node, pipeline, wire } from './pipelines.ts';

export const newsFolder = fileURLToPath(new URL('../../resources/samples/news-brief/news', import.meta.url));

/** question → agent with clock, search and reader → answer; its folder is `news`. */
export function newsAgent(params: JsonObject = {}): PipelineDocument {
  const tools = [
    node('clock', 'clock'),
    node('search', 'documents', { folder: 'news' }),
    node('read', 'read-document', { folder: 'news' }),
  ];
  return agentPipeline(tools, params, { handles: { news: { kind: 'folder', title: 'News' } } });
}

/** question → a person → answer. */
export const askPerson: PipelineDocument = pipeline(
  [
    node('question', 'input', { name: 'question' }),
    node('person', 'ask-human'),
    node('answer', 'output', { name: 'answer' }),
  ],
  [wire('question.value', 'person.question'), wire('person.answer', 'answer.value')],
);

/** question → answer, with no agent in between. */
export const echo: PipelineDocument = pipeline(
  [node('question', 'input', { name: 'question' }), node('answer', 'output', { name: 'answer' })],
  [wire('question.value', 'answer.value')],
);

/** A chain of text nodes between an input and an output. */
export function chain(length: number): PipelineDocument {
  const texts = Array.from({ length }, (_, index) => node(`n${index}`, 'text', { template: '{{value}}' }));
  const names = ['question', ...texts.map(({ id }) => id), 'answer'];
  const wires = names.slice(1).map((name, index) => {
    const from = names[index] ?? '';
    return wire(`${from}.${from === 'question' ? 'value' : 'text'}`, `${name}.value`);
  });
  return pipeline(
    [node('question', 'input', { name: 'question' }), ...texts, node('answer', 'output', { name: 'answer' })],
    wires,
  );
}

/** Writes a document into a folder and gives back its path. */
export function saved(folder: string, document: PipelineDocument, name = 'pipeline.longline'): string {
  const path = join(folder, name);
  writeFileSync(path, `${writeDocument(document)}\n`);
  return path;
}
