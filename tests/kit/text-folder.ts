// Temporary folders of text files for tests of tools and search, made of names and texts and removed at the end.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TextFolder {
  readonly path: string;
  /** Writes a file below the folder, with the folders on the way to it, and gives back its path. */
  write(file: string, text: string | Uint8Array): string;
  remove(): void;
}

export function textFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): TextFolder {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'longline-folder-'));
  const write = (file: string, text: string | Uint8Array) => {
    const target = join(path, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    return target;
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  return { path, write, remove: () => rmSync(path, { recursive: true, force: true }) };
}
