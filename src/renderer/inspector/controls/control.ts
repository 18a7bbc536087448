// What every control is given. A control shows a value and gives the next one on; it knows neither nodes nor kinds.

import type { ReactElement } from 'react';
import type { JsonObject, JsonValue } from '../../../shared/json/value.ts';
import type { FieldSpec } from '../fields-of.ts';
import type { NamedHandle } from '../handles.ts';

export interface ControlProps {
  /** Id of the node; of the first where several are edited at once. */
  readonly node: string;
  readonly field: FieldSpec;
  /** DOM id of what takes the focus. */
  readonly id: string;
  readonly value: JsonValue | undefined;
  /** All params of the node with presets, for controls that depend on another one. */
  readonly params: JsonObject;
  readonly invalid: boolean;
  /** Several nodes are edited and their values differ. */
  readonly mixed: boolean;
  /** DOM id of the help and the problems. */
  readonly describedBy: string | undefined;
  /** Whether a value may name a handle that is not declared yet. */
  readonly canDeclare: boolean;
  /** `undefined` takes the value away. */
  readonly onChange: (value: JsonValue | undefined, named?: NamedHandle) => void;
}

export type Control = (props: ControlProps) => ReactElement;

/** The text of a value that should be one. */
export function textValue(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** What a text field gives on: an optional param without text is not set. */
export function textOrNothing(text: string, required: boolean, preset: JsonValue | undefined): string | undefined {
  return text === '' && !required && (preset === undefined || preset === '') ? undefined : text;
}
