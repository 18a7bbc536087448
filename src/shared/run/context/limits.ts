// How much of a model's window a conversation may fill: where old results are hidden, where steps are summed up, and what never fits.
// Everything follows from the window that the server really gives and from what the author set.

/** All in tokens, but for `keepResults`. */
export interface ContextLimits {
  /** What fits into one request and its answer. */
  readonly window: number;
  /** Room kept for the answer, and the most that a step may ask for. */
  readonly maxOutput: number;
  /** Above this the conversation is summed up. */
  readonly soft: number;
  /** No request is larger. */
  readonly hard: number;
  /** The most that the model sees of one result at first. */
  readonly clampTokens: number;
  /** Above this, old results are hidden once there are enough of them. */
  readonly hideAbove: number;
  /** Hiding breaks the server's prefix cache: it pays only when so much goes at once. */
  readonly hideAtLeast: number;
  /** The newest results, which are not hidden. */
  readonly keepResults: number;
}

/** Taken when a server does not tell its window. */
const usualWindow = 131_072;

/**
 * The limits for a window (null: not known, taken as 131,072) and an agent's params. Fixed sizes give way to shares of the window where
 * it is small, so that 8,192 tokens are enough to go on with.
 */
export function contextLimits(
  windowTokens: number | null,
  params: { readonly contextTokens: number; readonly maxOutputTokens: number },
): ContextLimits {
  const window = windowTokens ?? usualWindow;
  const share = (part: number): number => Math.floor(window * part);
  const maxOutput = Math.max(1, Math.min(params.maxOutputTokens, 32_768, share(1 / 4)));
  const hard = Math.max(1, window - maxOutput - Math.min(2048, share(1 / 16)));
  const soft = Math.min(share(0.6), params.contextTokens, hard);
  return {
    window,
    maxOutput,
    soft,
    hard,
    clampTokens: Math.max(64, Math.min(8000, share(1 / 8))),
    hideAbove: Math.min(share(0.45), Math.floor(soft * 0.75)),
    hideAtLeast: Math.min(Math.max(30_000, share(0.12)), Math.floor(soft / 3)),
    keepResults: 6,
  };
}
