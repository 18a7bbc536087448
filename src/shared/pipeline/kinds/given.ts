// `given`: values that are there instead of being computed. It takes the place of a node whose outputs are pinned or known from a run
// before, in what runs of a part of a pipeline (part.ts); nobody puts one on a canvas.

import { z } from 'zod';
import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../json/value.ts';
import { fitsPort, portTypes, type PortSpec } from '../../tool/ports.ts';
import { structuralCard, type StructuralKind } from './define.ts';

const portName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
const params = z.strictObject({
  ports: z
    .array(z.strictObject({ name: portName, type: z.enum(portTypes), list: z.boolean().optional() }))
    .default([])
    .meta({ title: 'Ports', description: 'The output ports of the node that it stands for.', widget: 'json' }),
  values: z
    .record(z.string(), z.json())
    .default({})
    .meta({ title: 'Values', description: 'By port; a port without one gives nothing.', widget: 'json' }),
});

export const givenKind: StructuralKind = {
  card: structuralCard(
    {
      kind: 'given',
      title: 'Given',
      description: 'Values that are given instead of being computed.',
      category: 'pipeline',
      icon: 'pin',
      performer: 'value',
      hidden: true,
      ports: { in: [], out: [] },
      summary: '',
    },
    params,
  ),
  portsOf: (values) => ({ in: [], out: portsIn(values) }),
  compute: (values) => valuesIn(values),
  checkParams: (values) => {
    const ports = portsIn(values);
    return Object.entries(valuesIn(values)).flatMap(([name, value]) => {
      const port = ports.find((candidate) => candidate.name === name);
      if (port !== undefined && fitsPort(value, port)) return [];
      return [
        {
          pointer: `/values/${name}`,
          message: `The value of "${name}" fits no port`,
          values: { reason: 'port', value: name },
        },
      ];
    });
  },
};

function portsIn(given: JsonObject): readonly PortSpec[] {
  const ports = ownValue(given, 'ports');
  return Array.isArray(ports) ? (ports as readonly JsonValue[]).flatMap(portOf) : [];
}

function portOf(value: JsonValue): PortSpec[] {
  if (!isJsonObject(value)) return [];
  const type = portTypes.find((candidate) => candidate === value['type']) ?? 'json';
  return [{ name: String(value['name']), type, ...(value['list'] === true ? { list: true } : {}) }];
}

function valuesIn(given: JsonObject): JsonObject {
  const values = ownValue(given, 'values');
  return isJsonObject(values) ? values : {};
}
