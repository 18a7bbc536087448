// The samples that come with Longline: documents under resources/samples, each in a folder of its own, whose handles are bound to the
// folders of those names beside them. What a sample is called in another language may stand beside it, in `words.LANGUAGE.json`.

import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { entryWordsSchema, type EntryWords } from '../../shared/api/table.ts';
import { LonglineError } from '../../shared/errors.ts';
import { readDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';

export interface Sample {
  /** `sample:NAME` */
  readonly id: string;
  readonly path: string;
  readonly document: PipelineDocument;
}

const prefix = 'sample:';

/** The folder of resources: beside the built code in a checkout and in a package alike. */
export function resourcesDirectory(): string {
  for (let directory = import.meta.dirname; dirname(directory) !== directory; directory = dirname(directory)) {
    const candidate = join(directory, 'resources');
    if (existsSync(join(candidate, 'samples'))) return candidate;
  }
  throw new LonglineError('install.incomplete', 'The folder "resources" is missing beside the program.', {
    action: 'Install Longline again.',
  });
}

/** All samples, by the name of their folder. */
export function listSamples(): readonly Sample[] {
  const root = join(resourcesDirectory(), 'samples');
  return readdirSync(root)
    .toSorted()
    .filter((name) => existsSync(join(root, name, `${name}.longline`)))
    .map((name) => sampleAt(name, join(root, name, `${name}.longline`)));
}

/** What a sample is called in other languages than its own, by language. Words that cannot be read are as good as none. */
export function sampleWords({ path }: Pick<Sample, 'path'>): Readonly<Record<string, EntryWords>> {
  const directory = dirname(path);
  return Object.fromEntries(
    readdirSync(directory).flatMap((file): [string, EntryWords][] => {
      const language = /^words\.([a-z-]{2,12})\.json$/.exec(file)?.[1];
      const words = language === undefined ? null : wordsIn(join(directory, file));
      return language === undefined || words === null ? [] : [[language, words]];
    }),
  );
}

/** A sample by its id. Errors: `library.unknown`. */
export function openSample(id: string): Sample {
  const name = id.slice(prefix.length);
  const path = join(resourcesDirectory(), 'samples', name, `${name}.longline`);
  if (!isSampleId(id) || !existsSync(path))
    throw new LonglineError('library.unknown', `There is no sample "${name}".`, { details: { id: name } });
  return sampleAt(name, path);
}

export function isSampleId(id: string): boolean {
  return /^sample:[a-z0-9][a-z0-9-]{0,63}$/.test(id);
}

/** Where a bundled sample's handles point: the folders of their names beside it. Empty for any other file. */
export function sampleBindings(path: string, document: PipelineDocument): Readonly<Record<string, string>> {
  const samples = realpathSync(join(resourcesDirectory(), 'samples'));
  const directory = existsSync(path) ? dirname(realpathSync(resolve(path))) : '';
  if (dirname(directory) !== samples || basename(path) !== `${basename(directory)}.longline`) return {};
  const folders = Object.keys(document.handles ?? {}).filter((name) =>
    statSync(join(directory, name), { throwIfNoEntry: false })?.isDirectory(),
  );
  return Object.fromEntries(folders.map((name) => [name, join(directory, name)]));
}

function sampleAt(name: string, path: string): Sample {
  return { id: `${prefix}${name}`, path, document: readDocument(readFileSync(path, 'utf8')) };
}

function wordsIn(file: string): EntryWords | null {
  try {
    return entryWordsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
