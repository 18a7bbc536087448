// Everything the store can do, as synchronous operations on plain values over one open database, and the batch that performs many of
// them with one wait for the disk. In-thread and worker stores differ only in where a batch is performed.

import { type ErrorEnvelope, toEnvelope } from '../../shared/errors.ts';
import { openBindings } from './bindings.ts';
import { openBlobs } from './blobs.ts';
import { openCommands } from './commands.ts';
import { assertDurable, type Connection, openDatabase } from './database.ts';
import { openDocuments } from './documents.ts';
import { type LogEntry, openEditLog } from './edit-log.ts';
import { openFolders } from './folders.ts';
import { openEventRows } from './journal.ts';
import { openLibraryEdits } from './library-edits.ts';
import { openLibrarySteps } from './library-steps.ts';
import { openPipelines } from './library.ts';
import { newOwner } from './ownership.ts';
import { openPins } from './pins.ts';
import { openRevisions } from './revisions.ts';
import { openRuns } from './runs.ts';
import { openSettings } from './settings.ts';
import { storageError } from './storage-errors.ts';

type Operations = ReturnType<typeof openOperations>['operations'];
export type OperationName = keyof Operations;
export type OperationInput<Name extends OperationName> = Parameters<Operations[Name]['perform']>;
export type OperationOutput<Name extends OperationName> = ReturnType<Operations[Name]['perform']>;

export interface Request {
  readonly name: OperationName;
  readonly input: readonly unknown[];
}

export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorEnvelope };

export interface StoreCore {
  /**
   * Performs requests in order, one reply each. Writes that follow each other share one transaction: each is done or undone as a
   * whole, and none is answered before all are on the disk. Does not throw; a failure is a reply.
   */
  perform(requests: readonly Request[]): readonly Reply[];
  /** Gives back the runs held here and closes the file. Throws `storage.*`. */
  close(): void;
}

/** Opens the store of a directory in this thread. Throws as `openDatabase` does. */
export function openCore(directory: string): StoreCore {
  return coreOver(openDatabase(directory));
}

/** The operations over an open database, which they then own. Throws `storage.corrupt` when its tables are not as they were made. */
export function coreOver(connection: Connection): StoreCore {
  const path = connection.name;
  const { operations, releaseAll } = prepared(connection, path);
  let isProvenDurable = false;

  const performOne = ({ name, input }: Request): Reply => {
    const perform = operations[name].perform as (...values: readonly unknown[]) => unknown;
    try {
      return { ok: true, value: perform(...input) };
    } catch (thrown) {
      return failure(thrown, path);
    }
  };
  // A transaction inside a transaction is a savepoint, so a write that fails halfway takes only itself back.
  const performWhole = connection.transaction((request: Request): Reply => {
    const reply = performOne(request);
    if (!reply.ok) throw new Undone(reply);
    return reply;
  });
  const performWrites = connection.transaction((requests: readonly Request[]): Reply[] =>
    requests.map((request) => {
      try {
        return performWhole(request);
      } catch (thrown) {
        // A full disk, for one, ends the transaction around it too: then nothing of it is stored.
        if (thrown instanceof Undone && connection.inTransaction) return thrown.reply;
        throw thrown;
      }
    }),
  );
  const performReads = connection.transaction((request: Request): Reply => performOne(request));

  const performGroup = (writes: readonly Request[]): readonly Reply[] => {
    try {
      const replies = performWrites.immediate(writes);
      if (!isProvenDurable) {
        assertDurable(connection);
        isProvenDurable = true;
      }
      return replies;
    } catch (thrown) {
      const reply = thrown instanceof Undone ? thrown.reply : failure(thrown, path);
      return writes.map(() => reply);
    }
  };

  return {
    perform(requests) {
      const replies: Reply[] = [];
      let at = 0;
      while (at < requests.length) {
        const first = requests[at] as Request;
        if (operations[first.name].writes) {
          let end = at;
          for (
            let next: Request | undefined = first;
            next !== undefined && operations[next.name].writes;
            next = requests[end]
          )
            end += 1;
          replies.push(...performGroup(requests.slice(at, end)));
          at = end;
        } else {
          replies.push(attempt(() => performReads(first), path));
          at += 1;
        }
      }
      return replies;
    },
    close() {
      try {
        releaseAll();
      } catch {
        // A full disk, for one: then the leases run out by themselves, and the file is closed all the same.
      }
      try {
        connection.close();
      } catch (thrown) {
        throw storageError(thrown, path);
      }
    },
  };
}

/** Carries a failed reply out through a savepoint, which it takes back. */
class Undone extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super('This write was taken back.');
    this.reply = reply;
  }
}

function prepared(connection: Connection, path: string): ReturnType<typeof openOperations> {
  try {
    return openOperations(connection);
  } catch (thrown) {
    connection.close();
    throw storageError(thrown, path);
  }
}

function openOperations(connection: Connection) {
  const now = () => Date.now();
  const documents = openDocuments(connection);
  const runs = openRuns(connection, newOwner(), now, documents);
  const blobs = openBlobs(connection);
  const events = openEventRows(connection, runs, blobs);
  const commands = openCommands(connection, runs, now);
  const pins = openPins(connection, now);
  const edits = openEditLog(connection, now, pins);
  const bindings = openBindings(connection);
  const settings = openSettings(connection);
  const folders = openFolders(connection);
  const steps = openLibrarySteps(connection, now);
  const revisions = openRevisions(connection);
  const pipelines = openPipelines(connection, now, { revisions, edits, bindings, pins, folders, steps });
  const libraryEdits = openLibraryEdits({ pipelines, folders, edits, steps });
  const operations = {
    createRun: write(runs.create),
    forkRun: write(events.fork),
    claim: write(runs.claim),
    renew: write(runs.renew),
    release: write(runs.release),
    append: write(events.append),
    read: read(events.read),
    verify: read(events.verify),
    run: read(runs.run),
    runs: read(runs.runs),
    planText: read(runs.planText),
    putBlob: write((bytes: Uint8Array) => blobs.put(bytes).toString('hex')),
    blob: read((hash: string) => {
      const bytes = /^[0-9a-f]{64}$/.test(hash) ? blobs.get(Buffer.from(hash, 'hex')) : null;
      return bytes === null ? null : new Uint8Array(bytes);
    }),
    postCommand: write(commands.post),
    pendingCommands: read(commands.pending),
    takeCommands: write(commands.take),
    documentText: read(documents.get),
    listPipelines: read(pipelines.list),
    listFolders: read(folders.list),
    undescribed: read(pipelines.undescribed),
    describe: write(pipelines.describe),
    searchPipelines: read(pipelines.search),
    openPipeline: read(pipelines.open),
    markOpened: write(pipelines.opened),
    pipelineHead: read(pipelines.head),
    createPipeline: write(pipelines.create),
    savePipeline: write(pipelines.save),
    editLibrary: write(libraryEdits.apply),
    nextStep: read(steps.next),
    listRevisions: read(pipelines.revisions),
    nameRevision: write(pipelines.nameRevision),
    appendEdits: write((id: string, after: number, entries: readonly LogEntry[]) => {
      pipelines.assertThere(id);
      return edits.append(id, after, entries);
    }),
    loggedEdits: read(edits.since),
    editsSince: read((id: string, after: number) => {
      pipelines.assertThere(id);
      return pipelines.since(id, after);
    }),
    pins: read(pins.list),
    settings: read(settings.all),
    changeSettings: write(settings.change),
    bindings: read(bindings.get),
    bind: write(bindings.set),
  };
  return { operations, releaseAll: runs.releaseAll };
}

function read<Input extends readonly unknown[], Output>(perform: (...input: Input) => Output) {
  return { writes: false, perform };
}

function write<Input extends readonly unknown[], Output>(perform: (...input: Input) => Output) {
  return { writes: true, perform };
}

function attempt(perform: () => Reply, path: string): Reply {
  try {
    return perform();
  } catch (thrown) {
    return failure(thrown, path);
  }
}

function failure(thrown: unknown, path: string): Reply {
  return { ok: false, error: toEnvelope(storageError(thrown, path)) };
}
