// What a run is bound to on this machine before it starts: a model for everything that its agents name, and a folder for every handle.

import { statSync } from 'node:fs';
import { LonglineError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import type { ModelBinding } from '../../shared/run/events.ts';
import { namedHandles, namedModels, type NamedModel } from './agents-of.ts';
import type { RunModels } from './models.ts';

/** What a person chose for the whole run. */
export interface ModelChoice {
  readonly endpoint: string | null;
  readonly model: string | null;
}

/** The models of a plan's agents by key. Errors: `endpoint.*`. */
export async function bindModels(
  runModels: RunModels,
  plan: Plan,
  choice: ModelChoice,
): Promise<Record<string, ModelBinding>> {
  const bound: Record<string, ModelBinding> = {};
  for (const named of namedModels(plan)) bound[named.key] = await bindModel(runModels, named, choice);
  return bound;
}

/** The model for what one agent names. Errors: `endpoint.*`. */
export function bindModel(
  runModels: RunModels,
  named: Pick<NamedModel, 'endpoint' | 'model'>,
  choice: ModelChoice,
): Promise<ModelBinding> {
  const endpoint = choice.endpoint ?? named.endpoint;
  // A model that the author chose for one endpoint says nothing about another.
  const model = choice.endpoint === null || choice.endpoint === named.endpoint ? named.model : null;
  return runModels.bind({ endpoint, model }, choice.model, new Date().toISOString().slice(0, 10));
}

/** Throws `folder.unbound`, `folder.unreadable` or `folder.unknown` unless the paths are folders, one for each handle of the plan. */
export function checkBindings(plan: Plan, bindings: Readonly<Record<string, string>>): void {
  for (const name of namedHandles(plan)) {
    const path = bindings[name];
    if (path === undefined) {
      throw new LonglineError(
        'folder.unbound',
        `The pipeline reads the folder "${name}", and nobody has said where that is.`,
        {
          details: { name },
          action: `Choose it in the inspector, or give it with --folder ${name}=PATH.`,
        },
      );
    }
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new LonglineError(
        'folder.unreadable',
        `The folder "${name}" cannot be opened: there is no folder at ${path}.`,
        { details: { name, path } },
      );
    }
  }
  const extra = Object.keys(bindings).find((name) => !namedHandles(plan).includes(name));
  if (extra !== undefined)
    throw new LonglineError('folder.unknown', `The pipeline has no folder "${extra}".`, { details: { name: extra } });
}
