// `agent`: a model that thinks, calls the tools that hang from it and thinks again, until it answers. The loop itself is in
// shared/run; here is what the author sets.

import { z } from 'zod';
import type { JsonObject } from '../../json/value.ts';
import { structuralCard, type StructuralKind } from './define.ts';

const agentParamsSchema = z.strictObject({
  instructions: z.string().max(200_000).default('').meta({
    title: 'Instructions',
    description:
      'What the model is told before the task. Keep dates and other changing things out: they belong into tools.',
    widget: 'prompt',
  }),
  endpoint: z
    .string()
    .max(200)
    .optional()
    .meta({ title: 'Endpoint', description: 'Empty: the one chosen for the run.', widget: 'endpoint' }),
  model: z
    .string()
    .max(200)
    .optional()
    .meta({ title: 'Model', description: "Empty: the endpoint's own choice.", widget: 'model' }),
  maxSteps: z.int().min(1).max(1000).default(300).meta({
    title: 'Step limit',
    description: 'At the last step the model must answer with what it has.',
    unit: 'steps',
  }),
  maxOutputTokens: z
    .int()
    .min(256)
    .max(1_000_000)
    .default(32_768)
    .meta({ title: 'Output limit', description: 'Reasoning and answer of one step together.', unit: 'tokens' }),
});

export type AgentParams = z.infer<typeof agentParamsSchema>;

/** The params of an agent node with presets filled in. */
export function agentParamsOf(params: JsonObject): AgentParams {
  return agentParamsSchema.parse(params, { jitless: true });
}

export const agentKind: StructuralKind = {
  card: structuralCard(
    {
      kind: 'agent',
      title: 'Agent',
      description: 'A model that thinks, calls its tools and thinks again until it can answer.',
      category: 'agent',
      icon: 'brain',
      performer: 'agent',
      ports: {
        in: [
          { name: 'task', type: 'text', required: true, title: 'task' },
          { name: 'context', type: 'json', title: 'context' },
        ],
        out: [
          { name: 'answer', type: 'text', title: 'answer' },
          { name: 'evidence', type: 'passages', title: 'evidence', description: 'The passages that the answer cites.' },
        ],
      },
      summary: 'up to {maxSteps} steps',
    },
    agentParamsSchema,
  ),
  portsOf: () => agentKind.card.ports,
};
