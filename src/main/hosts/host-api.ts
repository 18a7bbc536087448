// The window's contract (shared/api) over the engine. Paths never come in: a window names handles, folders that this host offers, and
// ids; everything else is looked up here. Methods about the library are in library-api.ts, those about runs in runs-api.ts.

import { basename } from 'node:path';
import { LonglineError } from '../../shared/errors.ts';
import type { Host } from '../../shared/api/table.ts';
import type { KindCard } from '../../shared/tool/kind.ts';
import type { Engine, EngineOptions, LiveRun } from './engine-types.ts';
import { createLibraryApi } from './library-api.ts';
import type { Models } from './models.ts';
import type { Desk } from './people.ts';
import { pipelinesOf, refuseSample, type BoundHandles } from './pipelines.ts';
import { createRunsApi } from './runs-api.ts';
import { listSamples, sampleBindings } from './samples.ts';
import { version } from './version.ts';

export interface HostApiParts {
  readonly options: EngineOptions;
  readonly desk: Desk;
  readonly live: ReadonlyMap<string, LiveRun>;
  readonly models: Pick<Models, 'check' | 'cards'>;
  readonly tools: readonly KindCard[];
  readonly directory: string;
  /** The engine that this is part of; complete by the time that a method is called. */
  readonly engine: () => Engine;
}

/** All methods of the contract. */
export function createHostApi({ options, desk, live, models, tools, directory, engine }: HostApiParts): Host {
  const library = async () => (await engine().store()).library;
  const pipelines = pipelinesOf(library, options.host === 'desktop');

  return {
    'app.about': async () => ({
      version,
      host: options.host === 'desktop' ? 'desktop' : 'browser',
      canChooseFolders: options.chooseFolder !== undefined,
    }),
    'catalog.tools': async () => [...tools],
    'settings.get': async () => ({ settings: { ...(await (await engine().store()).settings()) } }),
    'settings.set': async ({ changes }) => {
      await (await engine().store()).changeSettings(changes);
      return {};
    },

    ...createLibraryApi({ library, pipelines, catalog: () => engine().catalog }),
    ...createRunsApi({ engine, pipelines, desk, live, directory }),

    'handles.roots': async () => roots().map(({ id, title, path }) => ({ id, title, path })),
    'handles.bind': async ({ id, handle, root }) => {
      const path = root === null ? null : roots().find((candidate) => candidate.id === root)?.path;
      if (path === undefined) throw new LonglineError('handle.no_such_root', 'This host does not offer that folder.');
      return bind(id, handle, path);
    },
    'handles.choose': async ({ id, handle }) => {
      if (options.chooseFolder === undefined)
        throw new LonglineError('host.no_dialog', 'This host has no folder dialog.');
      const path = await options.chooseFolder();
      return path === null ? null : bind(id, handle, path);
    },

    'endpoints.list': async () => {
      const list = await engine().registry.list();
      return list.map(({ name, title, url, builtIn, rehearsal, model, key }) => {
        // People know an endpoint of their own by the name that they gave it.
        return { name, title: builtIn ? title : name, url, rehearsal, model, key };
      });
    },
    'endpoints.models': async ({ name }) => (await engine().registry.listModels(name)).map((model) => model.id),

    'endpoints.check': ({ name, model }) => models.check(name, model, new AbortController().signal),
    'endpoints.card': async ({ name, model }) => {
      const located = await engine().registry.locate(name, model ?? undefined);
      return located.model === null ? null : models.cards.get(located.origin, located.model);
    },
  };

  async function bind(id: string, handle: string, path: string | null): Promise<BoundHandles> {
    refuseSample(id);
    await (await library()).bind(id, handle, path);
    return pipelines.handles(id, (await pipelines.open(id)).document);
  }

  function roots(): { id: string; title: string; path: string }[] {
    const samples = listSamples().flatMap(({ path, document }) => Object.entries(sampleBindings(path, document)));
    const offered = (options.roots ?? []).map((path): [string, string] => [basename(path), path]);
    return [...offered, ...samples].map(([title, path], index) => ({ id: `root-${index}`, title, path }));
  }
}
