// `calculate`: exact arithmetic with units and percentages, so that no figure has to be worked out in a model's head. What an
// expression may hold is expression.ts's; the arithmetic itself is a library's.

import { z } from 'zod';
import { defineTool } from '../define.ts';

export default defineTool({
  kind: 'calculate',
  version: 1,
  title: 'Calculate',
  description:
    'Computes one expression exactly: + - * / ^ and brackets, percentages ("18.5 % of 412 million", "412 + 8.5 %"), percentChange(old, new), units ("480 MWh / 120 MW to hours"), and functions such as sqrt, round, min, max, mean. Use it for every figure that is not written in a source.',
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
      .meta({ title: 'Digits', description: 'Significant digits of a result that does not come out even.', unit: 'digits' }),
  }),
  input: z.object({
    expression: z.string().min(1).max(1000).meta({ description: 'One arithmetic expression, such as "(447 - 412) / 412 * 100" or "percentChange(412, 447)".' }),
  }),
  ports: {
    in: [{ name: 'expression', type: 'text', required: true, title: 'expression' }],
    out: [{ name: 'result', type: 'json', title: 'result' }],
  },
  summary: 'exact, {digits} digits',
  timeoutMs: 5000,
  examples: [
    { title: 'A percent change', params: {}, input: { expression: 'percentChange(412, 447)' } },
    { title: 'A share of a large sum', params: {}, input: { expression: '18.5 % of 412 million' } },
    { title: 'Units', params: {}, input: { expression: '480 MWh / 120 MW to hours' } },
    { title: 'A fraction', params: {}, input: { expression: '1/3 + 1/6' } },
  ],
  async run(params, input) {
    const { calculate } = await import('./expression.ts');
    return { result: calculate(input.expression, params.digits) };
  },
});
