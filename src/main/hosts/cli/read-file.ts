// Files that a person names on the command line: documents and inputs. Everything that can be wrong with one is a sentence with the
// place, and nothing larger than a document may be is read at all.

import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { LonglineError } from '../../../shared/errors.ts';
import { documentJsonLimits, readJson } from '../../../shared/json/read.ts';
import type { JsonValue } from '../../../shared/json/value.ts';
import { documentLimits, readDocument, tooLarge, type PipelineDocument } from '../../../shared/pipeline/document.ts';
import { isSampleId, openSample, sampleBindings } from '../samples.ts';

export interface NamedDocument {
  readonly document: PipelineDocument;
  /** `sample:NAME` for a bundled one, else null. */
  readonly pipelineId: string | null;
  /** Where the handles of a bundled sample point; empty for any other file. */
  readonly bindings: Readonly<Record<string, string>>;
}

/** The document in a file, or the bundled one that `sample:NAME` names. Errors: `file.*`, `document.*`, `json.*`, `library.unknown`. */
export function openNamedDocument(name: string): NamedDocument {
  if (isSampleId(name)) {
    const { id, path, document } = openSample(name);
    return { document, pipelineId: id, bindings: sampleBindings(path, document) };
  }
  const document = naming(name, () => readDocument(readText(name)));
  const bindings = sampleBindings(name, document);
  const isSample = Object.keys(bindings).length > 0;
  return { document, pipelineId: isSample ? `sample:${basename(dirname(realpathSync(name)))}` : null, bindings };
}

/** The JSON in a file. Errors: `file.*`, `json.*` with line and column. */
export function readJsonFile(path: string): JsonValue {
  return naming(path, () => readJson(readText(path), documentJsonLimits));
}

function readText(path: string): string {
  const size = statFile(path);
  if (size > documentLimits.maxBytes) throw tooLarge(size);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw unreadable(cause);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new LonglineError('file.not_text', 'The file is not UTF-8 text.', { cause });
  }
}

function statFile(path: string): number {
  try {
    const found = statSync(resolve(path));
    if (found.isFile()) return found.size;
  } catch (cause) {
    throw unreadable(cause);
  }
  throw new LonglineError('file.unreadable', 'This is not a file.');
}

function unreadable(cause: unknown): LonglineError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  const sentence = reasons[code] ?? `The file cannot be read (${code}).`;
  return new LonglineError('file.unreadable', sentence, { cause });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EACCES: 'You may not read this file.',
  EPERM: 'You may not read this file.',
  ENOTDIR: 'There is no such file.',
  ENAMETOOLONG: 'The name is too long for a file.',
};

/** What `read` gives; an error that it throws names the file. */
export function naming<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof LonglineError)) throw thrown;
    const { code, message, action, details, cause } = thrown;
    throw new LonglineError(code, `${path}: ${message}`, {
      details: { ...details, file: path },
      cause,
      ...(action === undefined ? {} : { action }),
    });
  }
}
