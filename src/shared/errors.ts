// The one error type that crosses module borders. Codes are declared beside the code that throws them; foreign errors are
// translated once, at the door where they enter.

/**
 * What a sentence says, by name, so that it can be said in another language. `case` tells the sentences of one code apart; a name that
 * ends in `Type` stands for a port's type, with `[]` behind it for a list.
 */
export type SaidValues = Readonly<Record<string, string | number>>;

export interface ErrorEnvelope {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  /** What a person can do next, as a sentence. */
  readonly action?: string;
  /** Besides what a program needs, the values that the sentence holds (SaidValues). */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface ErrorOptions {
  readonly retryable?: boolean;
  readonly action?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An error with a stable code `area.reason`, a plain sentence and, where there is one, the next action for a person. */
export class LonglineError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly action: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LonglineError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.action = options.action;
    this.details = options.details;
  }
}

/** What of an error's details its sentence can say. */
export function saidValues(details: ErrorEnvelope['details']): SaidValues {
  const said = Object.entries(details ?? {}).filter(
    (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return Object.fromEntries(said);
}

/** The JSON form of any thrown value; a foreign error becomes `internal.unexpected` with its message. */
export function toEnvelope(thrown: unknown): ErrorEnvelope {
  if (thrown instanceof LonglineError) {
    return {
      code: thrown.code,
      message: thrown.message,
      retryable: thrown.retryable,
      ...(thrown.action === undefined ? {} : { action: thrown.action }),
      ...(thrown.details === undefined ? {} : { details: thrown.details }),
    };
  }
  return {
    code: 'internal.unexpected',
    message: thrown instanceof Error ? thrown.message : String(thrown),
    retryable: false,
  };
}

/** The error that an envelope describes, for the far side of a process border. */
export function fromEnvelope(envelope: ErrorEnvelope): LonglineError {
  return new LonglineError(envelope.code, envelope.message, {
    retryable: envelope.retryable,
    ...(envelope.action === undefined ? {} : { action: envelope.action }),
    ...(envelope.details === undefined ? {} : { details: envelope.details }),
  });
}
