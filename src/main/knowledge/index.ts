// A folder opened for tools: search over an index that follows the folder's files, and reading of single files. The index is kept per
// folder and passage length; folder.ts reads, text-of.ts and passages.ts cut, index-database.ts keeps.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LonglineError } from '../../shared/errors.ts';
import type { Passage } from '../../shared/tool/ports.ts';
import type { OpenFolder, SearchOptions, SourceText } from '../tools/define.ts';
import { listFiles, mostFileBytes, openRoot, readListed, type FileEntry } from './folder.ts';
import { nearestNames } from './nearest.ts';
import { PassageIndex } from './passage-index.ts';
import { cutPages, headingAt, passageDigest, passageId, wholeCharacters } from './passages.ts';
import { textOfFile } from './text-of.ts';

export interface OpenFolderOptions {
  /** Where index files are kept; null keeps them in memory. */
  readonly indexDirectory: string | null;
  /** Name of the handle, as passages carry it. */
  readonly folder: string;
}

export interface ClosableFolder extends OpenFolder {
  /** Lets go of the index files; the folder cannot be searched afterwards. */
  close(): void;
}

const defaultPassageChars = 900;

/**
 * Opens the folder at a path. Throws `folder.unreadable`; its methods throw `folder.unreadable`, `folder.too_many_files`,
 * `folder.no_such_file`, `folder.file_unreadable` and `folder.file_too_large`. Files that change are seen by the next call.
 */
export async function openFolderAt(path: string, options: OpenFolderOptions): Promise<ClosableFolder> {
  const { folder, indexDirectory } = options;
  const root = await openRoot(path, folder);
  const indexes = new Map<number, PassageIndex>();

  const indexOf = (passageChars: number): PassageIndex => {
    const known = indexes.get(passageChars);
    if (known !== undefined) return known;
    const name = `${createHash('sha256').update(root).digest('hex').slice(0, 24)}-${passageChars}.db`;
    const made = new PassageIndex({
      path: indexDirectory === null ? null : join(indexDirectory, name),
      root,
      folder,
      passageChars,
    });
    indexes.set(passageChars, made);
    return made;
  };

  return {
    async search(
      query: string,
      { passageChars = defaultPassageChars, ...rest }: SearchOptions,
    ): Promise<readonly Passage[]> {
      return indexOf(passageChars).search(query, rest);
    },
    async read(file: string): Promise<SourceText> {
      const entry = entryNamed(file, await listFiles(root, folder), folder);
      return textOfFile(entry.file, await readListed(root, entry.file));
    },
    async list() {
      return indexOf(indexes.keys().next().value ?? defaultPassageChars).files();
    },
    passageOf(source: SourceText, wanted): Passage {
      const span = wholeCharacters(source.text, wanted);
      const text = source.text.slice(span.start, span.end);
      const heading = headingAt(source, span.start);
      return {
        id: passageId(passageDigest(source.file, span, text)),
        folder,
        file: source.file,
        title: source.title,
        ...(heading === null ? {} : { heading }),
        ...span,
        text,
        ...(source.date === null ? {} : { date: source.date }),
      };
    },
    pagesOf(source: SourceText, pageChars: number) {
      const pages = cutPages(source, pageChars);
      return pages.length === 0 ? [{ start: 0, end: source.text.length }] : pages;
    },
    close() {
      for (const index of indexes.values()) index.close();
      indexes.clear();
    },
  };
}

// The text that somebody wrote is only ever compared with names that exist; it is not a path.
function entryNamed(wanted: string, entries: readonly FileEntry[], folder: string): FileEntry {
  const name = wanted.trim().normalize('NFC').replace(/^\.\//, '');
  const exact = entries.find((entry) => entry.file === wanted || entry.file.normalize('NFC') === name);
  const last = entries.filter((entry) => entry.file.normalize('NFC').split('/').at(-1) === name);
  const found = exact ?? (last.length === 1 ? last[0] : undefined);
  if (found !== undefined && found.bytes <= mostFileBytes) return found;
  if (found !== undefined) {
    throw new LonglineError(
      'folder.file_too_large',
      `"${found.file}" has ${found.bytes} bytes; files of up to ${mostFileBytes} bytes are read.`,
      {
        action: 'Split the file into smaller ones.',
      },
    );
  }
  const names = entries.map((entry) => entry.file);
  const nearest = nearestNames(name, names, 5);
  const shown = nearest.length > 0 ? nearest : names.slice(0, 5);
  const which = nearest.length > 0 ? 'The nearest names are' : 'No name is like it; the folder holds, among others';
  const said =
    shown.length === 0
      ? 'The folder holds no text files.'
      : `${which}: ${shown.map((file) => `"${file}"`).join(', ')}.`;
  throw new LonglineError('folder.no_such_file', `There is no file "${wanted.slice(0, 200)}" in "${folder}". ${said}`, {
    action: 'Take the value of "file" from a passage that was found before.',
    details: { nearest: shown },
  });
}
