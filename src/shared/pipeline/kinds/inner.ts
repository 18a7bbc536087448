// `subpipeline` and `map`: a pipeline inside a pipeline, run once or once per item of a list. The inner pipeline stands in the
// document's `pipelines` under the name that the node's params give.

import { z } from 'zod';
import type { PortSpec } from '../../tool/ports.ts';
import { structuralCard, type StructuralKind } from './define.ts';

const pipelineParam = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)
  .meta({ title: 'Pipeline', description: 'Name of a pipeline defined in this document.', widget: 'pipeline' });

const subpipelineParams = z.strictObject({ pipeline: pipelineParam });

const mapParams = z.strictObject({
  pipeline: pipelineParam,
  item: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/)
    .default('item')
    .meta({
      title: 'Item input',
      description:
        'The input of the inner pipeline that gets one item; its other inputs get the same value every time.',
      placeholder: 'item',
    }),
  concurrency: z
    .int()
    .min(1)
    .max(1000)
    .default(8)
    .meta({ title: 'At once', description: 'How many items are worked on at the same time.', unit: 'items' }),
});

export const subpipelineKind: StructuralKind = {
  card: structuralCard(
    {
      kind: 'subpipeline',
      title: 'Subpipeline',
      description: 'Run a pipeline inside this one, or let an agent call it as a tool.',
      category: 'pipeline',
      icon: 'workflow',
      performer: 'scope',
      pluggable: true,
      ports: { in: [], out: [] },
      summary: '{pipeline}',
    },
    subpipelineParams,
  ),
  portsOf: (params, inner) => inner(String(params['pipeline'])) ?? { in: [], out: [] },
};

export const mapKind: StructuralKind = {
  card: structuralCard(
    {
      kind: 'map',
      title: 'Map',
      description: 'Run a pipeline once for every item of a list.',
      category: 'logic',
      icon: 'list-tree',
      performer: 'scope',
      ports: {
        in: [{ name: 'items', type: 'json', required: true }],
        out: [{ name: 'results', type: 'json', list: true }],
      },
      summary: '{pipeline}, {concurrency} at once',
    },
    mapParams,
  ),
  portsOf: (params, inner) => {
    const ports = inner(String(params['pipeline']));
    const others = (ports?.in ?? []).filter((port) => port.name !== params['item'] && port.name !== 'items');
    const only = ports?.out.length === 1 ? ports.out[0] : undefined;
    const result: PortSpec =
      only === undefined || only.list === true
        ? { name: 'results', type: 'json', list: true }
        : { name: 'results', type: only.type, list: true };
    return { in: [{ name: 'items', type: 'json', required: true }, ...others], out: [result] };
  },
};
