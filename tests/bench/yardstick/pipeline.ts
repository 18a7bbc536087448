// The pipelines of the yardstick: one agent with `search`, and for kills `append` as well. Context is kept whole: what is measured is
// the loop over a growing conversation.

import type { PipelineDocument } from '../../../src/shared/pipeline/document.ts';
import type { JsonObject } from '../../../src/shared/json/value.ts';
import { agentPipeline, node } from '../../kit/pipelines.ts';

/** question → agent with `search`, and with `append` when a file for it is given → answer. */
export function yardstickPipeline({
  appendTo,
  params,
}: {
  readonly appendTo?: string;
  readonly params?: JsonObject;
}): PipelineDocument {
  const tools = [
    node('search', 'search'),
    ...(appendTo === undefined ? [] : [node('append', 'append', { file: appendTo })]),
  ];
  return agentPipeline(tools, { instructions: '', maxSteps: 400, context: 'keep-all', approval: 'none', ...params });
}
