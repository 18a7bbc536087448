// Small pipelines for tests of checks, compiler and machine, and a catalog with made-up tools to wire them to.

import { createHash } from 'node:crypto';
import type { PriceRow } from '../../src/shared/cost/price.ts';
import { compile, type CompiledPlan } from '../../src/shared/pipeline/compile.ts';
import type { PipelineDocument, PipelineNode, Wire } from '../../src/shared/pipeline/document.ts';
import { catalogWithTools } from '../../src/shared/pipeline/kinds/index.ts';
import type { JsonObject } from '../../src/shared/json/value.ts';
import type { KindCard } from '../../src/shared/tool/kind.ts';
import type { ModelBinding } from '../../src/shared/run/events.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const toolCard = (kind: string, more: Partial<KindCard>): KindCard => ({
  kind,
  version: 1,
  title: kind,
  description: `The tool ${kind}.`,
  category: 'compute',
  icon: 'wrench',
  performer: 'tool',
  effect: 'read',
  reach: 'pure',
  pluggable: true,
  params: { type: 'object', properties: {}, additionalProperties: false },
  input: {
    type: 'object',
    properties: { query: { type: 'string' } },
    required: ['query'],
    additionalProperties: false,
  },
  ports: { in: [{ name: 'query', type: 'text', required: true }], out: [{ name: 'text', type: 'text' }] },
  summary: '',
  ...more,
});

/** `look` may be repeated, `send` must not be, `ask` is answered by a person, `find` returns passages. */
export const testCatalog = catalogWithTools([
  toolCard('look', {}),
  toolCard('send', { effect: 'write-once', reach: 'send' }),
  toolCard('find', {
    ports: { in: [{ name: 'query', type: 'text', required: true }], out: [{ name: 'passages', type: 'passages' }] },
  }),
  toolCard('ask', {
    performer: 'person',
    input: {
      type: 'object',
      properties: { question: { type: 'string' }, choices: { type: 'array', items: { type: 'string' } } },
      required: ['question'],
    },
    ports: { in: [{ name: 'question', type: 'text', required: true }], out: [{ name: 'answer', type: 'text' }] },
  }),
]);

export const node = (
  id: string,
  kind: string,
  params: JsonObject = {},
  more: Partial<PipelineNode> = {},
): PipelineNode => ({ id, kind, version: 1, params, ...more });

/** A data wire from `a.port` to `b.port`. */
export const wire = (from: string, to: string): Wire => ({ kind: 'data', from: end(from), to: end(to) });

/** A tool wire from a node to an agent. */
export const plug = (tool: string, agent: string): Wire => ({
  kind: 'tool',
  from: { node: tool, port: 'tool' },
  to: { node: agent, port: 'tools' },
});

export const pipeline = (
  nodes: readonly PipelineNode[],
  wires: readonly Wire[],
  more: Partial<PipelineDocument> = {},
): PipelineDocument => ({
  format: 'longline/1',
  meta: { title: 'Test' },
  nodes,
  wires,
  ...more,
});

export const compiled = (document: PipelineDocument): CompiledPlan => compile(document, testCatalog, sha256);

/** question → agent → answer, with tools plugged in. */
export const agentPipeline = (
  tools: readonly PipelineNode[],
  params: JsonObject = {},
  more: Partial<PipelineDocument> = {},
): PipelineDocument =>
  pipeline(
    [
      node('question', 'input', { name: 'question' }),
      node('agent', 'agent', { instructions: 'Be brief.', ...params }),
      node('answer', 'output', { name: 'answer' }),
      ...tools,
    ],
    [
      wire('question.value', 'agent.task'),
      wire('agent.answer', 'answer.value'),
      ...tools.map((tool) => plug(tool.id, 'agent')),
    ],
    more,
  );

/** A price of 1 USD for a million input tokens, a tenth of that when cached, and 10 for output. */
export const testPriceRow: PriceRow = {
  id: 'r',
  provider: 'p',
  model: 'scripted',
  currency: 'USD',
  effectiveFrom: '2026-01-01',
  effectiveTo: null,
  source: 's',
  retrievedAt: '2026-01-01',
  confidence: 'primary',
  perMillion: { input: 1, cachedInput: 0.1, output: 10 },
};

export const testModel: ModelBinding = {
  endpoint: 'test',
  profile: 'openai-compatible',
  origin: 'http://127.0.0.1:1',
  model: 'scripted',
  dialect: { reasoningKey: 'reasoning_content', callIds: 'kimi', maxTokensField: 'max_tokens', toolChoiceNone: true },
  pricing: { kind: 'free' },
  windowTokens: null,
  rehearsal: false,
};

function end(text: string): { node: string; port: string } {
  const [id = '', port = ''] = text.split('.');
  return { node: id, port };
}
