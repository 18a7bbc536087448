// What holds for every tool, whichever folder it came in: its definition is complete, its card fits its own schemas and ports, and each
// of its examples runs.

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createToolCaller, type ToolCaller } from '../../../src/main/tools/call-tool.ts';
import { cardOf } from '../../../src/main/tools/define.ts';
import { tools, toolOf } from '../../../src/main/tools/index.ts';
import { isJsonObject, type JsonObject } from '../../../src/shared/json/value.ts';
import { kindCardSchema } from '../../../src/shared/tool/kind.ts';
import { fitsPort } from '../../../src/shared/tool/ports.ts';
import { schemaCheck, withDefaults } from '../../../src/shared/tool/schema.ts';
import { textFolder, type TextFolder } from '../../kit/text-folder.ts';

const properties = (schema: JsonObject): JsonObject => (isJsonObject(schema['properties']) ? schema['properties'] : {});

// The params of a kind that name folders, by what its schema says about them.
function handlesOf(schema: JsonObject, params: JsonObject): string[] {
  const names = Object.entries(properties(schema)).filter(([, one]) => isJsonObject(one) && one['widget'] === 'folder');
  return names.map(([name]) => String(params[name]));
}

let folder: TextFolder;
let caller: ToolCaller;

beforeAll(() => {
  const paragraphs = Array.from({ length: 12 }, (_, at) => `Paragraph ${at + 1} on the cost estimate of the quay.`);
  folder = textFolder({
    'report.md': `# Report\n\nDate: 2026-11-02\n\n${paragraphs.join('\n\n')}\n`,
    'ferry.txt': 'Date: 2026-11-10\n\nThe ferry was late again.\n',
    'battery.html': '<h1>Battery</h1><p>The usable battery capacity is 237 MWh.</p>',
  });
  caller = createToolCaller({ indexDirectory: null });
});

afterAll(() => {
  caller.close();
  folder.remove();
});

test('every folder beside the tools is a tool, and its name is the kind', () => {
  const beside = readdirSync(fileURLToPath(new URL('../../../src/main/tools', import.meta.url)), {
    withFileTypes: true,
  });
  const folders = beside.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  expect(tools.map((tool) => tool.kind)).toEqual(folders.toSorted());
  expect(tools.length).toBeGreaterThan(0);
  for (const tool of tools) expect(toolOf(tool.kind)).toBe(tool);
  expect(toolOf('no-such-tool')).toBeUndefined();
});

describe.each(tools.map((tool) => [tool.kind, tool] as const))('%s', (_kind, tool) => {
  const card = cardOf(tool);
  const examples = card.examples ?? [];

  test('has a card that the catalog accepts', () => {
    expect(kindCardSchema.parse(card)).toEqual(card);
    expect(card.title.length).toBeGreaterThan(2);
    expect(card.description.length).toBeGreaterThan(40);
    expect(card.description.trimEnd()).toMatch(/[.!?]$/);
    expect(card.icon).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
  });

  test('is run by itself or answered by a person, and not both', () => {
    expect(tool.run === undefined).toBe(card.performer === 'person');
  });

  test('names in its summary only params that it has', () => {
    const places = [...card.summary.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
    expect(card.summary.trim()).not.toBe('');
    expect(Object.keys(properties(card.params))).toEqual(expect.arrayContaining(places));
  });

  test('says what each of its params and inputs is', () => {
    for (const [name, one] of Object.entries(properties(card.params))) {
      expect(one, name).toMatchObject({ title: expect.stringMatching(/\S/), description: expect.stringMatching(/\S/) });
    }
    for (const [name, one] of Object.entries(properties(card.input))) {
      expect(one, name).toMatchObject({ description: expect.stringMatching(/\S/) });
    }
  });

  test('has one input port for each property of its input, required where the schema requires it', () => {
    const required = Array.isArray(card.input['required']) ? card.input['required'] : [];
    const wanted = Object.keys(properties(card.input)).map((name) => [name, required.includes(name)]);
    expect(card.ports.in.map((port) => [port.name, port.required === true]).toSorted()).toEqual(wanted.toSorted());
  });

  test('declares its outputs, each once', () => {
    const names = card.ports.out.map((port) => port.name);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
  });

  test('has examples that its schemas accept and a name of their own each', () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(new Set(examples.map((example) => example.title)).size).toBe(examples.length);
    for (const { title, params, input } of examples) {
      expect(schemaCheck(card.params)(params), title).toEqual([]);
      expect(schemaCheck(card.input)(input), title).toEqual([]);
    }
  });

  test('refuses a param and an input that it does not know', () => {
    for (const { params, input } of examples) {
      expect(schemaCheck(card.params)({ ...params, unheardOf: 1 })).not.toEqual([]);
      expect(schemaCheck(card.input)({ ...input, unheardOf: 1 })).not.toEqual([]);
    }
  });

  test('gives the inspector the defaults that it works with', () => {
    for (const { params } of examples) {
      expect(withDefaults(card.params, params)).toEqual(tool.params.parse(params));
    }
  });

  test.runIf(tool.run !== undefined).each(examples.map((example) => [example.title, example] as const))(
    'runs its example "%s" and returns what its output ports promise',
    async (_title, { params, input }) => {
      const bindings = Object.fromEntries(handlesOf(card.params, params).map((handle) => [handle, folder.path]));
      const outcome = await caller.callTool(
        {
          callId: 'example',
          kind: card.kind,
          version: card.version,
          params,
          input,
          outputs: card.ports.out,
          reach: card.reach,
          timeoutMs: null,
          run: { runId: 'example', now: '2026-11-20T09:30:00.000Z', bindings },
        },
        new AbortController().signal,
      );
      const { outputs } = z.object({ status: z.literal('ok'), outputs: z.record(z.string(), z.json()) }).parse(outcome);
      expect(Object.keys(outputs).toSorted()).toEqual(card.ports.out.map((port) => port.name).toSorted());
      for (const port of card.ports.out) {
        expect(fitsPort(outputs[port.name] ?? null, port), port.name).toBe(true);
        expect(outputs[port.name], `${port.name} is empty`).not.toEqual([]);
      }
    },
  );
});
