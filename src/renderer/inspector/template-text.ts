// What an editor says about a template while it is written: where its mistakes are, and which paths may stand at the cursor. Which places
// are mistakes is shared/pipeline/template.ts's to say.

import { templateMistakes } from '../../shared/pipeline/template.ts';
import type { Completions } from '../ui/CodeEditor.tsx';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the places stand that are not paths. */
export function mistakesIn(text: string): readonly Span[] {
  let after = 0;
  return templateMistakes(text).flatMap((place) => {
    const from = text.indexOf(place, after);
    if (from === -1) return [];
    after = from + place.length;
    return [{ from, to: after }];
  });
}

/** The paths that may stand in the place around an offset; null outside of places. */
export function completePath(text: string, at: number, paths: readonly string[]): Completions | null {
  const open = text.lastIndexOf('{{', at - 1);
  if (open === -1 || open + 2 > at) return null;
  const inside = text.slice(open + 2, at);
  if (/[{}\n]/.test(inside)) return null;
  const from = open + 2 + (inside.length - inside.trimStart().length);
  const closed = /^[^{}\n]*\}\}/.test(text.slice(at));
  // In a place that has its end, what stands behind the cursor stays.
  return { from, options: paths.map((path) => ({ label: path, apply: closed ? path : `${path}}}` })) };
}
