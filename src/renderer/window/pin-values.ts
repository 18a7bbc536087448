// Pinned outputs as texts to edit, and back: a text as it is, everything else as JSON. A field that is left empty is a port without a value.

import { documentJsonLimits, readJson } from '../../shared/json/read.ts';
import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import { fitsPort, type PortSpec } from '../../shared/tool/ports.ts';

export type PinField =
  /** `value` absent: the port has none. */
  { readonly ok: true; readonly value?: JsonValue } | { readonly ok: false; readonly why: 'not_json' | 'wrong_type' };

/** Whether a port is edited as plain text. */
export function isPlain({ type, list }: Pick<PortSpec, 'type' | 'list'>): boolean {
  return type === 'text' && list !== true;
}

/** The text to edit for the value of a port; empty where it has none. */
export function pinText(port: PortSpec, value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return isPlain(port) && typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** What an edited text says; `had`: the port had a value before, so that an empty text is a text. */
export function readPin(port: PortSpec, text: string, had: boolean): PinField {
  if (isPlain(port)) return text === '' && !had ? { ok: true } : { ok: true, value: text };
  if (text.trim() === '') return { ok: true };
  let value: JsonValue;
  try {
    value = readJson(text, documentJsonLimits);
  } catch {
    return { ok: false, why: 'not_json' };
  }
  return fitsPort(value, port) ? { ok: true, value } : { ok: false, why: 'wrong_type' };
}

/** The outputs of a node from its edited ports. */
export function pinnedOutputs(fields: Readonly<Record<string, PinField>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      field.ok && field.value !== undefined ? [[name, field.value] as const] : [],
    ),
  );
}
