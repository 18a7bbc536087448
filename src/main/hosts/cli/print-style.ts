// What all printers of runs share: how they may write, and values as text.

import { isJsonObject, type JsonValue } from '../../../shared/json/value.ts';
import type { Colours } from './terminal.ts';

export interface PrintStyle {
  readonly colours: Colours;
  /** Columns of the screen; Infinity for text that goes elsewhere. */
  readonly columns: number;
}

/** Columns of one-line arguments and results where nothing limits them. */
export const widest = 160;

/** A text as it is, anything else as JSON. */
export function plain(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return isJsonObject(value) && Object.keys(value).length === 0 ? '{}' : JSON.stringify(value);
}
