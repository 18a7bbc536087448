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
    placeholder: 'You research questions in the documents that you are given, and cite what you find.',
  }),
  // Where one of these is empty, its control says what holds then.
  endpoint: z.string().max(200).optional().meta({
    title: 'Endpoint',
    widget: 'endpoint',
    section: 'Model',
  }),
  model: z.string().max(200).optional().meta({ title: 'Model', widget: 'model', section: 'Model' }),
  maxSteps: z.int().min(1).max(1000).default(300).meta({
    title: 'Step limit',
    description: 'At the last step the model must answer with what it has.',
    unit: 'steps',
    section: 'Limits',
  }),
  maxOutputTokens: z.int().min(256).max(1_000_000).default(32_768).meta({
    title: 'Output limit',
    description: 'Reasoning and answer of one step together.',
    unit: 'tokens',
    section: 'Limits',
  }),
  context: z
    .enum(['auto', 'keep-all'])
    .default('auto')
    .meta({
      title: 'Long conversations',
      description:
        'Shorten when needed: long results are clamped, old ones hidden and early steps summed up. Keep all: everything is sent.',
      section: 'Context',
      choices: { auto: 'Shorten when needed', 'keep-all': 'Keep all' },
    }),
  contextTokens: z.int().min(4096).max(2_000_000).default(96_000).meta({
    title: 'Working context',
    description: 'Above this the conversation is summed up; a smaller context is cheaper.',
    unit: 'tokens',
    section: 'Context',
  }),
  trajectories: z.int().min(1).max(16).default(1).meta({
    title: 'Trajectories',
    description:
      'Answers the question so often independently, then weighs all answers and their evidence against each other.',
    section: 'Limits',
  }),
  approval: z
    .enum(['outside', 'all', 'none'])
    .default('outside')
    .meta({
      title: 'Approval',
      description: 'Which calls wait for a person. Outside: those that write, send, execute or spend.',
      section: 'Approval',
      choices: { outside: 'Outside', all: 'All calls', none: 'None' },
    }),
  repairArguments: z.boolean().default(false).meta({
    title: 'Repair arguments',
    description: 'Mends broken JSON in the arguments of calls that only read. Everything else goes back to the model.',
    section: 'Approval',
  }),
  onRepeat: guardPolicy('The same call is made again and again.', 'On repeated calls'),
  onAlternation: guardPolicy('Two or three calls alternate.', 'On alternating calls'),
  onNoEvidence: guardPolicy('Many steps in a row bring nothing new.', 'On steps without news'),
  onMismatch: guardPolicy('The reasoning names one tool and another is called.', 'On mismatched calls'),
  escalateEndpoint: z.string().max(200).optional().meta({
    title: 'Stronger endpoint',
    description: 'Where a guard that escalates goes on.',
    widget: 'endpoint',
    section: 'Guards',
  }),
  escalateModel: z.string().max(200).optional().meta({
    title: 'Stronger model',
    placeholder: "The stronger endpoint's own choice",
    widget: 'model',
    section: 'Guards',
  }),
});

function guardPolicy(description: string, title: string) {
  return z
    .enum(['remind', 'ask', 'escalate', 'stop', 'off'])
    .default('remind')
    .meta({
      title,
      description,
      section: 'Guards',
      choices: {
        remind: 'Remind the model',
        ask: 'Ask a person',
        escalate: 'Go on with a stronger model',
        stop: 'Stop the run',
        off: 'Do nothing',
      },
    });
}

export type AgentParams = z.infer<typeof agentParamsSchema>;

/** The params of an agent node with presets filled in. */
export function agentParamsOf(params: JsonObject): AgentParams {
  const known = parsed.get(params);
  if (known !== undefined) return known;
  const made = agentParamsSchema.parse(params, { jitless: true });
  parsed.set(params, made);
  return made;
}

// The machine asks several times in every step, always with the same object of a plan.
const parsed = new WeakMap<JsonObject, AgentParams>();

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
      summary: '{model}\nup to {maxSteps} steps',
    },
    agentParamsSchema,
  ),
  portsOf: () => agentKind.card.ports,
};
