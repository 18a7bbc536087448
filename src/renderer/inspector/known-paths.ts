// The paths that a template of a node can name: its ports, and what is known to lie in the values on them, by the types of what is wired
// there and by the run on screen.

import { useMemo } from 'react';
import { isJsonObject, type JsonValue } from '../../shared/json/value.ts';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import { nodePorts } from '../../shared/pipeline/ports-of.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { PortSpec } from '../../shared/tool/ports.ts';
import { useLevel, useSheet } from '../document/sheet.ts';
import { outputsOfNode } from '../run/node-status.ts';
import { useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';

const mostPaths = 200;
const mostDepth = 4;
const mostMembers = 40;

/** What a node gave out in the run on screen; null: nothing is known. */
export type OutputsOf = (node: string) => Readonly<Record<string, JsonValue>> | null;

/** Paths for a template of a node of the level on screen; the same list while nothing of it changes. */
export function useKnownPaths(node: string): readonly string[] {
  const { levels } = useSheet();
  const catalog = useWorkspaceState((state) => state.catalog);
  const document = useLevel((level) => level);
  const nodes = useRun((run) => run.view.nodes);
  const { run } = useWorkspace();
  return useMemo(
    () =>
      catalog === null
        ? []
        : knownPaths(document, catalog, node, (id) => outputsOfNode(run.store.getState(), levels, id)),
    // oxlint-disable-next-line react/exhaustive-deps -- the outputs are those of the nodes of the run
    [document, catalog, node, nodes, levels, run],
  );
}

/** Ports of a node and the paths into them, ports first. */
export function knownPaths(
  document: PipelineDocument,
  catalog: Catalog,
  id: string,
  outputsOf: OutputsOf,
): readonly string[] {
  const node = document.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) return [];
  const wires = document.wires.filter((wire) => wire.kind === 'data' && wire.to.node === id);
  const ports = new Set([
    ...(nodePorts(node, document, catalog)?.in ?? []).map((port) => port.name),
    ...wires.map((wire) => wire.to.port),
  ]);
  const inner = new Set<string>();
  for (const wire of wires) {
    const source = document.nodes.find((candidate) => candidate.id === wire.from.node);
    const spec = source && nodePorts(source, document, catalog)?.out.find((port) => port.name === wire.from.port);
    for (const path of spec === undefined ? [] : pathsOfType(spec)) inner.add(`${wire.to.port}.${path}`);
    const value = outputsOf(wire.from.node)?.[wire.from.port];
    if (value !== undefined) collect(value, wire.to.port, mostDepth, inner);
  }
  return [...ports, ...inner].slice(0, mostPaths);
}

// What every value of a type has.
function pathsOfType(port: PortSpec): readonly string[] {
  const own: readonly string[] =
    port.type === 'passages'
      ? ['0.text', '0.title', '0.file', '0.date', '0.id']
      : port.type === 'table'
        ? ['columns', 'rows']
        : port.type === 'file' || port.type === 'image'
          ? ['mime']
          : [];
  return port.list === true ? ['0', ...own.map((path) => `0.${path}`)] : own;
}

function collect(value: JsonValue, path: string, depth: number, into: Set<string>): void {
  if (depth === 0 || into.size >= mostPaths) return;
  const members: readonly (readonly [string, JsonValue])[] = Array.isArray(value)
    ? (value as readonly JsonValue[]).slice(0, 1).map((first) => ['0', first] as const)
    : isJsonObject(value)
      ? Object.entries(value).slice(0, mostMembers)
      : [];
  for (const [name, member] of members) {
    // What cannot stand in a path cannot be named.
    if (!/^[A-Za-z0-9_-]+$/.test(name)) continue;
    into.add(`${path}.${name}`);
    collect(member, `${path}.${name}`, depth - 1, into);
  }
}
