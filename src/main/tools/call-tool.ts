// One tool call from request to outcome: checks params and input, gives the tool what it may touch, ends it in time, and checks what it
// returned. What the tools do is theirs.

import type { z } from 'zod';
import { LonglineError } from '../../shared/errors.ts';
import { canonicalJson } from '../../shared/json/canonical.ts';
import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../shared/json/value.ts';
import type { Outcome } from '../../shared/run/events.ts';
import { fitsPort, type PortSpec } from '../../shared/tool/ports.ts';
import type { Hands, ToolRequest } from '../drivers/hands.ts';
import { openRoot } from '../knowledge/folder.ts';
import { openFolderAt, type ClosableFolder } from '../knowledge/index.ts';
import type { OpenFolder, ToolContext, ToolDefinition } from './define.ts';
import { toolOf } from './index.ts';

export interface ToolCallerOptions {
  /** Where indexes of folders are kept; null keeps them in memory. */
  readonly indexDirectory: string | null;
  /** Which tool a kind is; the built-in ones when left out. */
  readonly toolOf?: (kind: string) => ToolDefinition | undefined;
}

export interface ToolCaller {
  /** Never throws: a failure is an outcome with `tool.*`, `folder.*` or the tool's own code. */
  readonly callTool: Hands['callTool'];
  /** Lets go of open folders; the next call opens them again. */
  close(): void;
}

const usualTimeoutMs = 60_000;

/** Calls tools for a driver. Folders that were opened stay open for the next call. */
export function createToolCaller(options: ToolCallerOptions): ToolCaller {
  const find = options.toolOf ?? toolOf;
  const folders = new Map<string, Promise<ClosableFolder>>();

  const folderOf = async (request: ToolRequest, handle: string): Promise<OpenFolder> => {
    const path = Object.hasOwn(request.run.bindings, handle) ? request.run.bindings[handle] : undefined;
    if (path === undefined) {
      throw new LonglineError('folder.unbound', `The folder "${handle}" is not bound to a folder on this machine.`, {
        action: `Choose a folder for "${handle}".`,
      });
    }
    const root = await openRoot(path, handle);
    const key = `${handle}\0${root}`;
    const opened = folders.get(key) ?? openFolderAt(root, { indexDirectory: options.indexDirectory, folder: handle });
    folders.set(key, opened);
    opened.catch(() => folders.delete(key));
    return opened;
  };

  return {
    async callTool(request, signal) {
      try {
        const tool = find(request.kind);
        if (tool?.run === undefined || tool.version !== request.version) {
          throw new LonglineError(
            'tool.unknown',
            `There is no tool "${request.kind}" in version ${request.version} here.`,
            {
              action: 'Update Longline, or replace the node.',
            },
          );
        }
        const outputs = await inTime(request, tool, signal, (ended) =>
          run(tool, request, ended, (handle) => folderOf(request, handle)),
        );
        return { status: 'ok', outputs: checkedOutputs(request, outputs) };
      } catch (thrown) {
        return { status: 'error', error: recorded(thrown, request) };
      }
    },
    close() {
      for (const folder of folders.values()) {
        folder.then(
          (open) => open.close(),
          () => undefined,
        );
      }
      folders.clear();
    },
  };
}

async function run(
  tool: ToolDefinition,
  request: ToolRequest,
  signal: AbortSignal,
  folder: ToolContext['folder'],
): Promise<unknown> {
  const params = parsed(
    tool.params,
    request.params,
    'tool.params_invalid',
    `The params of the node of kind "${tool.kind}"`,
  );
  const input = parsed(tool.input, request.input, 'tool.input_invalid', `The input of "${tool.kind}"`);
  const { runId, now } = request.run;
  return tool.run?.(params, input, {
    runId,
    callId: request.callId,
    now: () => (now === null ? new Date() : new Date(now)),
    folder,
    signal,
  });
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: JsonObject,
  code: string,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 5).map((issue) => {
    const place = issue.path.map(String).join('.');
    return place === '' ? issue.message : `${place}: ${issue.message}`;
  });
  throw new LonglineError(code, `${what} does not fit. ${problems.join('. ')}.`);
}

// Whichever comes first: the result, the time limit, or the end of the run. A tool that does not listen to its signal is left behind.
async function inTime(
  request: ToolRequest,
  tool: ToolDefinition,
  signal: AbortSignal,
  work: (ended: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const timeoutMs = request.timeoutMs ?? tool.timeoutMs ?? usualTimeoutMs;
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let aborted: (() => void) | undefined;
  try {
    return await new Promise<unknown>((resolve, reject) => {
      aborted = () =>
        reject(new LonglineError('tool.aborted', `The call of "${request.kind}" was ended before it was done.`));
      if (signal.aborted) return aborted();
      signal.addEventListener('abort', aborted, { once: true });
      timer = setTimeout(() => {
        reject(
          new LonglineError(
            'tool.timed_out',
            `"${request.kind}" did not answer within ${timeoutMs / 1000} s and was ended.`,
            {
              action: 'Ask for less at once, or raise the time limit of the node.',
            },
          ),
        );
      }, timeoutMs);
      work(over.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    if (aborted !== undefined) signal.removeEventListener('abort', aborted);
    over.abort(callIsOver);
  }
}

// One for all calls: making an error for each costs more than a small call.
const callIsOver = new LonglineError('tool.over', 'The call is over.');

function checkedOutputs(request: ToolRequest, outputs: unknown): JsonObject {
  if (!isJsonObject(outputs)) throw badOutput(request, 'returned no values');
  const unknown = Object.keys(outputs).filter((name) => !request.outputs.some((port) => port.name === name));
  if (unknown.length > 0) throw badOutput(request, `returned "${unknown[0]}", which is no output of it`);
  for (const port of request.outputs) {
    const value = ownValue(outputs, port.name);
    if (value === undefined) throw badOutput(request, `returned nothing for "${port.name}"`);
    if (!isJson(value) || !fitsPort(value, port))
      throw badOutput(request, `returned for "${port.name}" what is not ${typeName(port)}`);
  }
  return outputs;
}

function isJson(value: JsonValue): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch {
    return false;
  }
}

function typeName(port: PortSpec): string {
  return port.list === true ? `a list of ${port.type}` : `of type ${port.type}`;
}

function badOutput(request: ToolRequest, what: string): LonglineError {
  return new LonglineError('tool.bad_output', `"${request.kind}" ${what}. This is a mistake in the tool.`);
}

// Texts are made well formed: a message that quotes half a character could not be recorded.
function recorded(thrown: unknown, request: ToolRequest): Extract<Outcome, { status: 'error' }>['error'] {
  if (thrown instanceof LonglineError) {
    const { code, message, action } = thrown;
    return {
      code,
      message: message.toWellFormed(),
      ...(action === undefined ? {} : { action: action.toWellFormed() }),
    };
  }
  return { code: 'tool.failed', message: `"${request.kind}" failed: ${reasonOf(thrown)}`.toWellFormed() };
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    return 'it threw something that is no error';
  }
}
