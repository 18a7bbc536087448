// The tools of the simulated world, called through the real caller of tools: they answer late, never, with too much or with the wrong
// thing. Each notes when it is at work, so that no call runs unannounced and no write that must not be doubled is.

import { z } from 'zod';
import { LonglineError } from '../../src/shared/errors.ts';
import type { JsonValue } from '../../src/shared/json/value.ts';
import { cardOf, defineTool, type ToolDefinition } from '../../src/main/tools/define.ts';
import type { KindCard } from '../../src/shared/tool/kind.ts';
import type { Chance } from './chance.ts';
import { proseOf } from './reply.ts';

/** What the world hears of a call. */
export interface ToolWatch {
  readonly random: Chance;
  readonly trouble: () => number;
  fault(name: string): void;
  begun(kind: string, callId: string): void;
}

interface Sort {
  readonly kind: string;
  readonly effect: ToolDefinition['effect'];
  readonly reach: ToolDefinition['reach'];
  readonly passages?: true;
}

const sorts: readonly Sort[] = [
  { kind: 'look', effect: 'read', reach: 'pure' },
  { kind: 'find', effect: 'read', reach: 'read-net', passages: true },
  { kind: 'note', effect: 'idempotent-write', reach: 'write' },
  { kind: 'send', effect: 'write-once', reach: 'send' },
];

/** The kinds of tools, for a catalog. */
export const toolCards: readonly KindCard[] = simulatedTools({
  random: noChance(),
  trouble: () => 0,
  fault: () => undefined,
  begun: () => undefined,
}).map(cardOf);

/** The tools of one world. */
export function simulatedTools(watch: ToolWatch): readonly ToolDefinition[] {
  return sorts.map((sort) => toolOf(sort, watch));
}

function toolOf({ kind, effect, reach, passages }: Sort, watch: ToolWatch): ToolDefinition {
  return defineTool({
    kind,
    version: 1,
    title: kind,
    description: `The tool ${kind}.`,
    category: 'compute',
    icon: 'wrench',
    effect,
    reach,
    params: z.object({}),
    input: z.object({ query: z.string().min(1) }),
    ports: {
      in: [{ name: 'query', type: 'text', required: true }],
      out: [passages === true ? { name: 'passages', type: 'passages' } : { name: 'text', type: 'text' }],
    },
    summary: '',
    timeoutMs: 20_000,
    examples: [{ title: 'A call', params: {}, input: { query: 'quay' } }],
    async run(_, { query }, { callId }): Promise<Record<string, JsonValue>> {
      watch.begun(kind, callId);
      const { random } = watch;
      const usual =
        passages === true ? { passages: passagesFor(query, random) } : { text: textFor(kind, query, random) };
      if (!random.happens(watch.trouble())) return after(random.between(0, 3000), usual);
      const trouble = random.one([
        'throws',
        'throws nothing sensible',
        'hangs',
        'is late',
        'gives too much',
        'gives the wrong thing',
        'gives nothing',
        'gives the same again',
      ]);
      watch.fault(`tool: ${trouble}`);
      await after(random.between(0, 5000), null);
      switch (trouble) {
        case 'throws':
          throw new LonglineError('simulated.failed', 'There is nothing to be had today.');
        case 'throws nothing sensible':
          throw {
            toString: () => {
              throw new Error('not even this');
            },
          } as unknown as Error;
        case 'hangs':
          return new Promise<never>(() => undefined);
        case 'is late':
          return after(60_000, usual);
        case 'gives too much':
          return passages === true ? usual : { text: proseOf(random, random.between(20_000, 60_000)) };
        case 'gives the wrong thing':
          return { text: 7, more: true };
        case 'gives nothing':
          return undefined as unknown as Record<string, JsonValue>;
        case 'gives the same again':
          return passages === true ? { passages: [] } : { text: 'the same' };
      }
    },
  }) as unknown as ToolDefinition;
}

// Who asks for the same is told the same.
function textFor(kind: string, query: string, random: Chance): string {
  return query === 'the same' ? `${kind}: ${query}` : `${kind}: ${query} ${proseOf(random, random.between(10, 600))}`;
}

function passagesFor(query: string, random: Chance): JsonValue {
  if (query === 'the same') return [];
  return Array.from({ length: random.between(0, 4) }, () => {
    const id = random.between(0, 40);
    return {
      id: `p-${id.toString(16).padStart(8, '0')}`,
      folder: 'archive',
      file: `file-${id}.md`,
      start: 0,
      end: 10,
      text: `Passage ${id} on ${query}`,
    };
  }) as unknown as JsonValue;
}

function after<Value>(delayMs: number, value: Value): Promise<Value> {
  return new Promise((resolve) => setTimeout(() => resolve(value), delayMs));
}

// For what is made of cards alone.
function noChance(): Chance {
  return {
    number: () => 0,
    happens: () => false,
    between: (least) => least,
    one: ([first]) => first,
    stream: noChance,
  };
}

/** A kind that a person answers. */
export const askCard: KindCard = {
  ...cardOf(
    toolOf(
      { kind: 'ask', effect: 'read', reach: 'pure' },
      { random: noChance(), trouble: () => 0, fault: () => undefined, begun: () => undefined },
    ),
  ),
  performer: 'person',
  input: {
    type: 'object',
    properties: { question: { type: 'string' } },
    required: ['question'],
    additionalProperties: false,
  },
  ports: { in: [{ name: 'question', type: 'text', required: true }], out: [{ name: 'answer', type: 'text' }] },
};
