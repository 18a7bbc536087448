// How failures of requests are written down: the names that messages use, and the two kinds there are, those that another attempt may
// mend and those that it cannot. What fails and why is said in errors.ts, server-failure.ts and verdict-failure.ts.

import type { RecordedError, Verdict } from '../../shared/run/events.ts';
import { quoted } from './refusal.ts';

/** The names that messages use. */
export interface Place {
  /** The server in a sentence, such as `Ollama at 127.0.0.1:11434`. */
  readonly server: string;
  readonly model: string;
  /** The environment variable that holds the key, null where none is needed. */
  readonly keyVariable: string | null;
  /** The key itself, so that a server's echo of it is never quoted. */
  readonly key: string | null;
  /** What to do when nothing answers. */
  readonly startHint: string;
  /** What to do when the model is not there. */
  readonly modelHint: string;
}

export type FailedVerdict = Exclude<Verdict, 'final' | 'tool_calls'>;

/** A failed attempt, as an outcome wants it. */
export interface Failure {
  readonly verdict: FailedVerdict;
  readonly error: RecordedError;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  /** The window that the server named when it refused a request as too long. */
  readonly windowTokens?: number | null;
}

/** A failure that another attempt cannot mend. */
export function stop(code: string, message: string, action?: string): Failure {
  return { verdict: 'error', error: errorOf(code, message, action), retryable: false, retryAfterMs: null };
}

/** A failure that another attempt may mend. */
export function again(code: string, message: string, action?: string): Failure {
  return { verdict: 'error', error: errorOf(code, message, action), retryable: true, retryAfterMs: null };
}

/** An error as it is recorded. */
export function errorOf(code: string, message: string, action: string | undefined): RecordedError {
  return action === undefined ? { code, message } : { code, message, action };
}

/** A server's words on one line, with its echo of the key taken out. */
export function withoutKey(text: string, { key }: Place): string {
  if (key === null || key === '') return quoted(text);
  const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')];
  return quoted(forms.reduce((left, form) => left.replaceAll(form, '[key]'), text));
}
