// What is selected on the canvas.

export interface Selection {
  readonly nodes: readonly string[];
  /** Wires by wireKey. */
  readonly wires: readonly string[];
  readonly notes: readonly string[];
  readonly groups: readonly string[];
}

export const nothingSelected: Selection = { nodes: [], wires: [], notes: [], groups: [] };

/** Nodes and nothing else. */
export function onlyNodes(nodes: readonly string[]): Selection {
  return { ...nothingSelected, nodes };
}
