// What the process says with its exit code, for every end of a run and every error. Scripts rely on the numbers.

import type { RunSummary } from '../engine-types.ts';

export const exitCodes = {
  done: 0,
  /** Two runs, or a run and a pipeline, were compared and are not the same. */
  different: 1,
  invalid: 2,
  limited: 3,
  waiting: 4,
  failed: 5,
  storage: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code for how a run ended. */
export function exitCodeOfStatus(status: RunSummary['status']): ExitCode {
  switch (status) {
    case 'done':
      return exitCodes.done;
    case 'limited':
      return exitCodes.limited;
    case 'waiting':
    case 'paused':
      return exitCodes.waiting;
    case 'failed':
      return exitCodes.failed;
    case 'interrupted':
      return exitCodes.interrupted;
  }
}

/** The exit code for an error by its code `area.reason`: the most exact rule wins, and what no rule names counts as failed. */
export function exitCodeOfError(code: string): ExitCode {
  const area = code.slice(0, Math.max(0, code.indexOf('.')));
  return byCode[code] ?? byArea[area] ?? exitCodes.failed;
}

/** The worst of several exit codes: an interruption, then the largest. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce<ExitCode>((left, right) => (right > left ? right : left), exitCodes.done);
}

const byArea: Readonly<Record<string, ExitCode>> = {
  usage: exitCodes.invalid,
  file: exitCodes.invalid,
  json: exitCodes.invalid,
  document: exitCodes.invalid,
  input: exitCodes.invalid,
  folder: exitCodes.invalid,
  library: exitCodes.invalid,
  serve: exitCodes.invalid,
  storage: exitCodes.storage,
  journal: exitCodes.storage,
};

const byCode: Readonly<Record<string, ExitCode>> = {
  'endpoint.unknown': exitCodes.invalid,
  'endpoint.config': exitCodes.invalid,
  'endpoint.no_key': exitCodes.invalid,
  'endpoint.bad_key': exitCodes.invalid,
  'endpoint.bad_url': exitCodes.invalid,
  'endpoint.plain_http': exitCodes.invalid,
  'endpoint.model_gone': exitCodes.invalid,
  'endpoint.unknown_model': exitCodes.invalid,
  'journal.run_unknown': exitCodes.invalid,
  'journal.run_owned': exitCodes.invalid,
  'run.ended': exitCodes.invalid,
  'run.no_question': exitCodes.invalid,
  'run.no_approval': exitCodes.invalid,
  'run.no_agent': exitCodes.invalid,
  'run.no_step': exitCodes.invalid,
  'run.not_running': exitCodes.invalid,
  'run.fork_param': exitCodes.invalid,
  'run.price_unknown': exitCodes.invalid,
  'run.never_started': exitCodes.storage,
  'run.diverged': exitCodes.storage,
};
