// Templates: text with `{{path}}` places and nothing else. A path is property names and list positions joined by dots; there are no
// expressions, calls or filters, so a template can read what it is given and do nothing more.

import { LonglineError } from '../errors.ts';
import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../json/value.ts';
import { textOf } from '../tool/ports.ts';

// One scan, without a second way to match spaces: hostile templates cost time in proportion to their length.
const placePattern = /\{\{([^{}]*)\}\}/g;
const pathPattern = /^[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$/;

/** The first name of every path in a template, each once, in order of appearance: the template's input ports. */
export function templateNames(template: string): readonly string[] {
  const names = new Set<string>();
  for (const match of template.matchAll(placePattern)) {
    const path = (match[1] ?? '').trim();
    if (pathPattern.test(path)) names.add(path.split('.')[0] ?? path);
  }
  return [...names];
}

/** The places of a template that are not paths, as written. */
export function templateMistakes(template: string): readonly string[] {
  return [...template.matchAll(placePattern)]
    .filter((match) => !pathPattern.test((match[1] ?? '').trim()))
    .map((match) => match[0]);
}

/**
 * The template with every place replaced by the text of what its path finds. A name without a value gives nothing;
 * a path that leads into something that is not there throws `template.path`.
 */
export function renderTemplate(template: string, values: JsonObject): string {
  return template.replace(placePattern, (place, inside: string) => {
    const path = inside.trim();
    if (!pathPattern.test(path)) throw new LonglineError('template.path', `${place} is not a path.`);
    const root = path.split('.')[0] ?? path;
    if (ownValue(values, root) === undefined) return '';
    const found = lookUp(values, path);
    if (found === undefined) throw new LonglineError('template.path', `There is nothing at ${place}.`);
    return textOf(found);
  });
}

/** The value at a dotted path, or undefined; the empty path is the value itself. Reads own properties and list positions only. */
export function lookUp(value: JsonValue, path: string): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const step of path === '' ? [] : path.split('.')) {
    if (Array.isArray(current))
      current = /^\d{1,9}$/.test(step) ? (current as readonly JsonValue[])[Number(step)] : undefined;
    else current = isJsonObject(current) ? ownValue(current, step) : undefined;
  }
  return current;
}
