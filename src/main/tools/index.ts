// All tools, found by their folders: adding one is adding `<kind>/tool.ts`, nothing else is edited.

import type { ToolDefinition } from './define.ts';

const modules = import.meta.glob<{ readonly default: unknown }>('./*/tool.ts', { eager: true });

/** Every tool's definition, by kind. */
export const tools: readonly ToolDefinition[] = Object.keys(modules)
  .toSorted()
  .map((path) => modules[path]?.default as ToolDefinition);

const byKind: ReadonlyMap<string, ToolDefinition> = new Map(tools.map((tool) => [tool.kind, tool]));

/** The tool of a kind, or undefined where there is none. */
export function toolOf(kind: string): ToolDefinition | undefined {
  return byKind.get(kind);
}
