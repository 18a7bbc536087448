// `branch`: one value goes out by one of two ports, chosen by a declared comparison (path, operator, value); there are no expressions.

import { z } from 'zod';
import type { JsonValue } from '../../json/value.ts';
import { canonicalJson } from '../../json/canonical.ts';
import { textOf } from '../../tool/ports.ts';
import { lookUp } from '../template.ts';
import { structuralCard, type StructuralKind } from './define.ts';

const operators = [
  'equals',
  'not-equals',
  'less',
  'less-or-equal',
  'greater',
  'greater-or-equal',
  'contains',
  'exists',
  'is-empty',
] as const;
type Operator = (typeof operators)[number];

const params = z.strictObject({
  path: z.string().default('').meta({
    title: 'Path',
    description: 'What to look at in the value, such as "score" or "items.0". Empty: the value itself.',
    placeholder: 'score',
  }),
  operator: z
    .enum(operators)
    .default('equals')
    .meta({
      title: 'Comparison',
      description: 'How it is compared; what holds goes out by "then", everything else by "else".',
      choices: {
        equals: 'is equal to',
        'not-equals': 'is not equal to',
        less: 'is less than',
        'less-or-equal': 'is at most',
        greater: 'is greater than',
        'greater-or-equal': 'is at least',
        contains: 'contains',
        exists: 'exists',
        'is-empty': 'is empty',
      },
    }),
  value: z
    .json()
    .optional()
    .meta({ title: 'Compared with', description: 'A text, number or true/false.', widget: 'json' }),
});

export const branchKind: StructuralKind = {
  card: structuralCard(
    {
      kind: 'branch',
      title: 'Branch',
      description: 'Send a value one way or the other.',
      category: 'logic',
      icon: 'split',
      performer: 'value',
      ports: {
        in: [{ name: 'value', type: 'json', required: true }],
        out: [
          { name: 'then', type: 'json', title: 'then' },
          { name: 'else', type: 'json', title: 'else' },
        ],
      },
      summary: '{path} {operator} {value}',
    },
    params,
  ),
  portsOf: () => branchKind.card.ports,
  compute: (values, inputs) => {
    const value = inputs['value'] ?? null;
    const found = lookUp(value, String(values['path'] ?? ''));
    const operator = operators.find((candidate) => candidate === values['operator']) ?? 'equals';
    return holds(found, operator, values['value'] ?? null) ? { then: value } : { else: value };
  },
};

function holds(found: JsonValue | undefined, operator: Operator, wanted: JsonValue): boolean {
  switch (operator) {
    case 'exists':
      return found !== undefined && found !== null;
    case 'is-empty':
      return found === undefined || found === null || found === '' || (Array.isArray(found) && found.length === 0);
    case 'contains':
      if (Array.isArray(found)) return found.some((item) => canonicalJson(item) === canonicalJson(wanted));
      return found !== undefined && textOf(found).includes(textOf(wanted));
    case 'equals':
      return found !== undefined && canonicalJson(found) === canonicalJson(wanted);
    case 'not-equals':
      return found === undefined || canonicalJson(found) !== canonicalJson(wanted);
    case 'less':
    case 'less-or-equal':
    case 'greater':
    case 'greater-or-equal':
      return compares(found, operator, wanted);
  }
}

// Numbers compare as numbers, texts by code unit (ISO dates sort so); a number and a text never compare.
function compares(
  found: JsonValue | undefined,
  operator: 'less' | 'less-or-equal' | 'greater' | 'greater-or-equal',
  wanted: JsonValue,
): boolean {
  const comparable =
    (typeof found === 'number' && typeof wanted === 'number') ||
    (typeof found === 'string' && typeof wanted === 'string');
  if (!comparable) return false;
  switch (operator) {
    case 'less':
      return found < wanted;
    case 'less-or-equal':
      return found <= wanted;
    case 'greater':
      return found > wanted;
    case 'greater-or-equal':
      return found >= wanted;
  }
}
