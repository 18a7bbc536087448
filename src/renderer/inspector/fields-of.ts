// What the inspector shows for a JSON Schema of params: one field for each property, with the control that its widget or type asks for.

import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../shared/json/value.ts';

export const controlNames = [
  'text',
  'prompt',
  'number',
  'choice',
  'switch',
  'json',
  'folder',
  'endpoint',
  'model',
  'pipeline',
] as const;
export type ControlName = (typeof controlNames)[number];

export interface FieldSpec {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly control: ControlName;
  readonly required: boolean;
  readonly unit: string | null;
  readonly integer: boolean;
  readonly choices: readonly string[];
  /** The value without which the schema's default holds. */
  readonly preset: JsonValue | undefined;
}

/** Fields of an object schema, in its order. */
export function fieldsOf(schema: JsonObject): readonly FieldSpec[] {
  const properties = ownValue(schema, 'properties');
  const required = ownValue(schema, 'required');
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isJsonObject(property)) return [];
    const text = (key: string) => (typeof property[key] === 'string' ? property[key] : null);
    const choices = Array.isArray(property['enum'])
      ? property['enum'].filter((value): value is string => typeof value === 'string')
      : [];
    return [
      {
        name,
        title: text('title') ?? name,
        description: text('description'),
        control: controlOf(property, choices),
        required: Array.isArray(required) && required.includes(name),
        unit: text('unit'),
        integer: property['type'] === 'integer',
        choices,
        preset: property['default'],
      },
    ];
  });
}

function controlOf(property: JsonObject, choices: readonly string[]): ControlName {
  const widget = property['widget'] === 'template' ? 'prompt' : property['widget'];
  const named = controlNames.find((name) => name === widget);
  if (named !== undefined) return named;
  if (choices.length > 0) return 'choice';
  const type = property['type'];
  if (type === 'string') return 'text';
  if (type === 'number' || type === 'integer') return 'number';
  return type === 'boolean' ? 'switch' : 'json';
}
