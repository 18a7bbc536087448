// How the weights behind an endpoint are quantised, from the names of files and models. What a server reports goes before what a name
// suggests, and the difference is kept.

import { weightsOf } from '../model-facts.ts';

export interface Quantization {
  readonly name: string;
  readonly source: 'reported' | 'inferred';
}

const forms =
  /(?:^|[^a-z0-9])((?:ud-)?i?q[1-8](?:_[a-z0-9]+)*|tq[12]_0|nvfp4|mxfp4|fp4|fp8|int4|int8|w4a16|w8a8|awq|gptq|bf16|fp16|f16)(?=$|[^a-z0-9_])/i;

/** The quantisation in the name of a file or model such as `Kimi-K2-Thinking-UD-Q4_K_XL.gguf`; null when it names none. */
export function quantizationIn(name: string): string | null {
  return forms.exec(name)?.[1]?.toUpperCase() ?? null;
}

/** What is known of a model's quantisation: as reported, else as its name says, else as its weights were published. */
export function quantizationOf(reported: string | null, model: string): Quantization | null {
  if (reported !== null) return { name: reported, source: 'reported' };
  const inferred = quantizationIn(model) ?? weightsOf(model)?.quantization ?? null;
  return inferred === null ? null : { name: inferred, source: 'inferred' };
}
