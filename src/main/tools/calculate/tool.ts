// `calculate`: exact arithmetic with percentages and units. What may stand in an expression is evaluate.ts's; mathjs, which parses and
// knows the units, is loaded with the first calculation.

import { z } from 'zod';
import type { JsonValue } from '../../../shared/json/value.ts';
import { defineTool } from '../define.ts';

export default defineTool({
  kind: 'calculate',
  version: 1,
  title: 'Calculate',
  description:
    'Calculates exactly, with percentages and units. Use it for every number that is not in a source itself. Examples: "447 / 412", "18.5 % of 412 million", "percentChange(412, 447)", "percentOf(76.2, 412)", "412 * (1 + 8.5%)", "480 MWh / 120 MW to hours", "round(2/3, 2)", "mean(3, 4, 8)".',
  category: 'compute',
  icon: 'calculator',
  effect: 'read',
  reach: 'pure',
  params: z.object({
    digits: z
      .int()
      .min(1)
      .max(50)
      .default(12)
      .meta({ title: 'Digits', description: 'Significant digits of a result that has to be rounded.', unit: 'digits' }),
  }),
  input: z.object({
    expression: z.string().min(1).max(1000).meta({
      description:
        'One expression: numbers (1,250.5 or 412 million), + - * / ^ mod, brackets, %, units and "to" to convert, functions such as percentChange(from, to), percentOf(part, whole), round(x, digits), sum, mean, median, min, max, sqrt, ln, log.',
    }),
  }),
  ports: {
    in: [{ name: 'expression', type: 'text', required: true, title: 'expression' }],
    out: [
      {
        name: 'result',
        type: 'json',
        title: 'result',
        description: 'Value, its unit, and the exact fraction where the value is rounded.',
      },
    ],
  },
  summary: 'exact, {digits} digits',
  timeoutMs: 5000,
  examples: [
    { title: 'A share', params: {}, input: { expression: '18.5 % of 412 million' } },
    { title: 'A change in percent', params: {}, input: { expression: 'percentChange(412, 447)' } },
    { title: 'Hours from energy and power', params: {}, input: { expression: '480 MWh / 120 MW to hours' } },
    { title: 'An exact fraction', params: {}, input: { expression: '447 / 412' } },
  ],
  async run(params, input) {
    const { calculate } = await import('./calculate.ts');
    return { result: calculate(input.expression, params.digits) as unknown as JsonValue };
  },
});
