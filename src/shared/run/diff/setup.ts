// What two runs differed in before any of their steps: pipeline, inputs, models, limits, params that a fork changed. In sentences.

import { canonicalJson } from '../../json/canonical.ts';
import type { JsonObject, JsonValue } from '../../json/value.ts';
import type { Limits, ModelBinding, RunEvent } from '../events.ts';
import { wholeCharacters } from './sentence.ts';

/** The differences in what two runs started with; of a fork, with what it changed. */
export function setupDifferences(left: readonly RunEvent[], right: readonly RunEvent[]): readonly string[] {
  const [one, other] = [setupOf(left), setupOf(right)];
  if (one === null || other === null) return [];
  return [
    ...(one.planHash === other.planHash ? [] : [pipelines(one, other)]),
    ...forkOf('left', one),
    ...forkOf('right', other),
    ...differences('Input', one.inputs, other.inputs, quoted),
    ...differences('Model', modelsOf(one.models), modelsOf(other.models), plain),
    ...differences('', one.params, other.params, quoted, 'as the pipeline has it'),
    ...differences('', limitsOf(one.limits), limitsOf(other.limits), plain),
    ...differences('', settingsOf(one), settingsOf(other), plain),
  ];
}

interface Setup {
  readonly title: string;
  readonly planHash: string;
  readonly inputs: JsonObject;
  readonly models: Readonly<Record<string, ModelBinding>>;
  readonly limits: Limits;
  /** Changed params as `NODE.PARAM`. */
  readonly params: JsonObject;
  readonly now: string | null;
  readonly approvals: 'ask' | 'allow';
  readonly fork: { readonly from: string; readonly step: string } | null;
}

function setupOf(events: readonly RunEvent[]): Setup | null {
  let setup: Setup | null = null;
  for (const event of events) {
    if (event.type === 'run.started') {
      const { title, planHash, inputs, models, limits, now, approvals = 'ask' } = event;
      setup = { title, planHash, inputs, models, limits, params: {}, now, approvals, fork: null };
    }
    if (event.type !== 'run.forked' || setup === null) continue;
    const { from, step, limits } = event;
    const params = Object.entries(event.params).flatMap(([node, changed]) =>
      Object.entries(changed).map(([name, value]) => [`${node}.${name}`, value] as const),
    );
    setup = {
      ...setup,
      limits,
      models: { ...setup.models, ...event.models },
      params: { ...setup.params, ...Object.fromEntries(params) },
      fork: { from, step },
    };
  }
  return setup;
}

function pipelines(left: Setup, right: Setup): string {
  return left.title === right.title
    ? `The pipeline “${left.title}” was changed between the runs.`
    : `Pipeline: left “${left.title}”, right “${right.title}”.`;
}

function forkOf(side: string, { fork }: Setup): readonly string[] {
  return fork === null ? [] : [`The ${side} run is a fork of ${fork.from} at ${fork.step}.`];
}

function differences(
  what: string,
  left: JsonObject,
  right: JsonObject,
  said: (value: JsonValue) => string,
  absent = 'none',
): readonly string[] {
  const side = (value: JsonValue | undefined) => (value === undefined || value === null ? absent : said(value));
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((name) => canonicalJson(left[name] ?? null) !== canonicalJson(right[name] ?? null))
    .map((name) => {
      const subject = [what, name].filter((part) => part !== '').join(' ');
      return `${subject}: left ${side(left[name])}, right ${side(right[name])}.`;
    });
}

// By its key where there are several; a run of one model need not say which.
function modelsOf(models: Readonly<Record<string, ModelBinding>>): JsonObject {
  const entries = Object.entries(models);
  return Object.fromEntries(
    entries.map(([key, { model, endpoint }]) => [key === '/' ? '' : key, `${model} at ${endpoint}`]),
  );
}

function limitsOf({ maxSteps, agentSteps, budgetNanoUsd, maxTokens, maxWallMs }: Limits): JsonObject {
  return {
    'Step limit': maxSteps ?? agentSteps,
    'Budget in US dollars': budgetNanoUsd === null ? null : budgetNanoUsd / 1e9,
    'Token limit': maxTokens ?? null,
    'Time limit in seconds': maxWallMs === undefined || maxWallMs === null ? null : maxWallMs / 1000,
  };
}

function settingsOf({ now, approvals }: Setup): JsonObject {
  return { 'Time that tools see': now ?? 'the real one', 'Calls that reach outside': approvals };
}

function quoted(value: JsonValue): string {
  return typeof value === 'string' ? `“${plain(value)}”` : plain(value);
}

function plain(value: JsonValue): string {
  const text = typeof value === 'string' ? value : canonicalJson(value);
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 120 ? line : `${wholeCharacters(line.slice(0, 119))}…`;
}
