// How the fields of a node are grouped, and which groups begin open.

import { canonicalJson } from '../../shared/json/canonical.ts';
import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import type { FieldSpec } from './fields-of.ts';

export interface FieldSection {
  /** null: fields without a section, which stand above all others. */
  readonly title: string | null;
  readonly fields: readonly FieldSpec[];
}

/** Fields by section: those without one first, the others in the order in which they appear. */
export function sectionsOf(fields: readonly FieldSpec[]): readonly FieldSection[] {
  const sections = new Map<string | null, FieldSpec[]>();
  if (fields.some(({ section }) => section === null)) sections.set(null, []);
  for (const field of fields) {
    const list = sections.get(field.section);
    if (list === undefined) sections.set(field.section, [field]);
    else list.push(field);
  }
  return [...sections].map(([title, list]) => ({ title, fields: list }));
}

/** Whether a param has a value other than the schema's default; one that must be given has none to differ from. */
export function isChanged(field: FieldSpec, params: JsonObject): boolean {
  const value = params[field.name];
  if (value === undefined) return false;
  if (field.preset === undefined && field.required) return false;
  return field.preset === undefined ? !isBlank(value) : canonicalJson(value) !== canonicalJson(field.preset);
}

/** Whether a field has the text in its title, name or help, in any case. */
export function isFound(field: FieldSpec, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  const inside = [
    field.title,
    field.name,
    field.description ?? '',
    field.section ?? '',
    ...field.choices.map((c) => c.title),
  ];
  return wanted === '' || inside.some((part) => part.toLowerCase().includes(wanted));
}

function isBlank(value: JsonValue): boolean {
  return value === '' || value === null;
}
