// `input` and `output`: the ports of a pipeline itself. Their nodes name the port, its type and, for an input, its preset.

import { z } from 'zod';
import { portTypes, type PortSpec } from '../../tool/ports.ts';
import type { JsonObject } from '../../json/value.ts';
import { portTypeTitles, structuralCard, type StructuralKind } from './define.ts';

const portNameSchema = z
  .string()
  .regex(/^(?!(?:constructor|prototype)$)[A-Za-z][A-Za-z0-9_-]{0,63}$/)
  .meta({
    title: 'Name',
    description: 'How the pipeline calls this port, for instance on the command line.',
    placeholder: 'question',
  });
const typeSchema = z.enum(portTypes).default('text').meta({
  title: 'Type',
  description: 'What kind of value it is; wires join ports whose types fit.',
  choices: portTypeTitles,
});
const listSchema = z.boolean().default(false).meta({ title: 'List', description: 'Several values of this type.' });

const inputParams = z.strictObject({
  name: portNameSchema,
  type: typeSchema,
  list: listSchema,
  required: z
    .boolean()
    .default(true)
    .meta({ title: 'Required', description: 'A run cannot start without it, unless it has a preset.' }),
  description: z.string().optional().meta({
    title: 'Description',
    description: 'What to give here. A model reads it when the pipeline is a tool.',
    widget: 'prompt',
  }),
  preset: z.json().optional().meta({ title: 'Preset', description: 'Used when a run gives no value.', widget: 'json' }),
});

const outputParams = z.strictObject({ name: portNameSchema, type: typeSchema, list: listSchema });

export const inputKind: StructuralKind = {
  card: structuralCard(
    {
      kind: 'input',
      title: 'Input',
      description: 'A value that the pipeline is given when it starts.',
      category: 'pipeline',
      icon: 'log-in',
      performer: 'input',
      ports: { in: [], out: [{ name: 'value', type: 'text' }] },
      summary: '{name}: {type}',
    },
    inputParams,
  ),
  portsOf: (params) => ({ in: [], out: [pipelinePort(params)] }),
};

export const outputKind: StructuralKind = {
  card: structuralCard(
    {
      kind: 'output',
      title: 'Output',
      description: 'A value that the pipeline gives back when it ends.',
      category: 'pipeline',
      icon: 'log-out',
      performer: 'output',
      ports: { in: [{ name: 'value', type: 'text', required: true }], out: [] },
      summary: '{name}: {type}',
    },
    outputParams,
  ),
  portsOf: (params) => ({ in: [{ ...pipelinePort(params), required: true }], out: [] }),
};

function pipelinePort(params: JsonObject): PortSpec {
  const type = portTypes.find((candidate) => candidate === params['type']) ?? 'text';
  return { name: 'value', type, ...(params['list'] === true ? { list: true } : {}) };
}
