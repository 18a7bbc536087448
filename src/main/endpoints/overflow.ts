// Tells that a conversation no longer fits into a model's window. Every server says it in its own words, some with numbers, one with
// status 200; what the words hold in numbers corrects what was known of the window.

import type { Usage } from '../../shared/cost/usage.ts';
import type { ServerError } from './refusal.ts';

/** Whether a server's words, with this status, say that the request is too long for the model. */
export function saysOverflow({ type, code, message }: ServerError, status: number): boolean {
  if (status !== 400 && status !== 413 && status !== 422 && status !== 500) return false;
  const what = `${type} ${code} ${message}`.toLowerCase();
  return overflowPatterns.some((pattern) => pattern.test(what));
}

/** Whether a short answer is in truth LM Studio's notice that the context is full, sent with status 200. */
export function isOverflowNotice(content: string | null): boolean {
  return content !== null && content.length < 400 && noticePatterns.some((pattern) => pattern.test(content));
}

/** The window in tokens that an error body names, or null. `value` is the body as it came, parsed where it is JSON. */
export function namedWindow(value: unknown, message: string): number | null {
  return fieldWindow(value, 0) ?? textWindow(message);
}

/** Whether a reply ended because prompt and answer together had filled the window. */
export function fillsWindow(usage: Usage | null, windowTokens: number | null): boolean {
  return usage !== null && windowTokens !== null && usage.promptTokens + usage.completionTokens >= windowTokens;
}

// llama.cpp names the window in a field of its error.
function fieldWindow(value: unknown, depth: number): number | null {
  if (typeof value !== 'object' || value === null || depth > 3) return null;
  const { n_ctx: named, error } = value as { readonly n_ctx?: unknown; readonly error?: unknown };
  return plausible(typeof named === 'number' ? named : Number.NaN) ?? fieldWindow(error, depth + 1);
}

function textWindow(message: string): number | null {
  for (const pattern of windowPatterns) {
    const found = pattern.exec(message)?.[1];
    const window = found === undefined ? null : plausible(Number(found.replaceAll(/[,_]/g, '')));
    if (window !== null) return window;
  }
  return null;
}

function plausible(tokens: number): number | null {
  return Number.isSafeInteger(tokens) && tokens >= 256 && tokens <= 100_000_000 ? tokens : null;
}

const overflowPatterns: readonly RegExp[] = [
  /context[ _-]?length/,
  /context[ _-]?(?:window|size).*exceed|exceed.*context[ _-]?(?:window|size)/,
  /maximum context/,
  /exceed(?:ed|s|ing)?\s+(?:the\s+)?max(?:imum)?\s+tokens?/,
  /too many tokens.*(?:prompt|input|context)|(?:prompt|input|context).*too many tokens/,
  /prompt is too long.*maximum/,
  /input token count.*exceeds?.*maximum number of tokens/,
  /request.*exceed.*model token limit/,
  /model max length exceeded/,
  /trying to keep the first \d+ tokens/,
  /tokens to keep from the initial prompt is greater/,
  /input token length too long/,
  /exceeds the model specification/,
  /max_new_tokens.* must be <=/,
  /max_tokens must be at least 1, got -/,
  /total message size \d+ exceeds limit/,
];

const noticePatterns: readonly RegExp[] = [
  /trying to keep the first \d+ tokens/i,
  /reached context length of [\d,]+ tokens with model/i,
  /^\W*context size has been exceeded\W*$/i,
];

const number = String.raw`(\d[\d,_]*)`;
/** The words just before, or just after, the size of the window. */
const windowPatterns: readonly RegExp[] = [
  String.raw`maximum context length(?: is|:)? ${number}`,
  String.raw`context (?:length|size|window) (?:of only |of |is )?\(?${number}`,
  String.raw`model token limit: ${number}`,
  String.raw`max length: ?${number}`,
  String.raw`n_ctx: ?${number}`,
  String.raw`must be <= ${number}`,
  String.raw`${number} maximum`,
].map((source) => new RegExp(source, 'i'));
