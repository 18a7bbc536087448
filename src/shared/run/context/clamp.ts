// What the model sees of a result at first: its head and tail when it is long. The whole stays where `read_artifact` reads it.

import { cutMiddle } from './cut-middle.ts';
import type { ContextLimits } from './limits.ts';

/**
 * A result as the model sees it, at most `limits.clampTokens`; `ref` names the whole. Of a step with several results each may take its
 * share of two such sizes, so that many calls at once do not fill a small window.
 */
export function clampResult(
  text: string,
  limits: ContextLimits,
  ref: string,
  resultsOfStep = 1,
): { readonly text: string; readonly clamped: boolean } {
  const share = Math.floor((2 * limits.clampTokens) / Math.max(1, resultsOfStep));
  const maxTokens = Math.max(64, Math.min(limits.clampTokens, share));
  const { text: shown, cut } = cutMiddle(
    text,
    maxTokens,
    (leftOut) => `\n[… ${leftOut} characters left out; read them with read_artifact("${ref}")]\n`,
  );
  return { text: shown, clamped: cut };
}
