// Which nodes of a document compute something else than they did in another version of it. Needs no catalog: what a param names is told
// by its value being the name of an inner pipeline or a handle.

import { canonicalJson } from '../json/canonical.ts';
import type { PipelineDocument, PipelineNode, Wire } from './document.ts';
import { grouped } from './lists.ts';
import { pluggedNodes } from './ports-of.ts';

/**
 * Ids of the nodes of `after`, on its outermost level, that are new or whose computation differs: kind, version, params, mute, bypass, the
 * wires that come in, the tools that hang from it, the inner pipeline that it runs. A node that moved or has another title is not among
 * them; a tool with another title and its agent are, because the model reads it.
 */
export function changedNodes(before: PipelineDocument, after: PipelineDocument): ReadonlySet<string> {
  if (before === after) return new Set();
  const old = computationsOf(before);
  return new Set([...computationsOf(after)].filter(([id, text]) => old.get(id) !== text).map(([id]) => id));
}

function computationsOf(document: PipelineDocument): ReadonlyMap<string, string> {
  const plugged = pluggedNodes(document);
  const inners = new Map<string, unknown>();
  const innerOf = (name: string): unknown => {
    const inner = Object.hasOwn(document.pipelines ?? {}, name) ? document.pipelines?.[name] : undefined;
    if (inner === undefined) return undefined;
    if (!inners.has(name)) inners.set(name, wholeOf(inner));
    return inners.get(name);
  };
  const own = new Map(
    document.nodes.map((node) => [node.id, ownComputation(document, node, plugged.has(node.id), innerOf)]),
  );
  const incoming = grouped(document.wires, (wire) => wire.to.node);
  return new Map(
    document.nodes.map(({ id }) => {
      const wires = incoming.get(id) ?? [];
      const hanging = new Set(wires.filter(({ kind }) => kind === 'tool').map(({ from }) => from.node));
      // The model is given its tools in the order of the nodes, whatever the order of the wires.
      const tools = hanging.size === 0 ? [] : [...own].filter(([tool]) => hanging.has(tool)).map(([, text]) => text);
      return [id, canonicalJson({ own: own.get(id), sources: sourcesOf(wires), tools })];
    }),
  );
}

function ownComputation(
  document: PipelineDocument,
  node: PipelineNode,
  plugged: boolean,
  innerOf: (name: string) => unknown,
): string {
  const { id, kind, version, params, mute, bypass, title } = node;
  const names = Object.values(params).filter((value) => typeof value === 'string');
  const inner = names.map(innerOf).filter((value) => value !== undefined);
  const read = { id, title, ...(names.length === 0 ? {} : { named: names.map((name) => wordsAbout(document, name)) }) };
  return canonicalJson({ kind, version, params, mute, bypass, inner, ...(plugged ? { read } : {}) });
}

/** What a model is told about a handle or an inner pipeline that its tool names. */
function wordsAbout(document: PipelineDocument, name: string): unknown {
  const handle = Object.hasOwn(document.handles ?? {}, name) ? document.handles?.[name] : undefined;
  const inner = Object.hasOwn(document.pipelines ?? {}, name) ? document.pipelines?.[name] : undefined;
  return handle ?? (inner === undefined ? null : { title: inner.meta.title, description: inner.meta.description });
}

function wholeOf(inner: PipelineDocument): unknown {
  return Object.fromEntries(computationsOf(inner));
}

function sourcesOf(wires: readonly Wire[]): unknown {
  const ports: Record<string, string[]> = {};
  for (const { kind, from, to } of wires) {
    if (kind === 'data') (ports[to.port] ??= []).push(`${from.node}.${from.port}`);
  }
  return ports;
}
