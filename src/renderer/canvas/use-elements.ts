// The elements on the canvas: made from the level of the document on screen, moved while something is dragged, marked with what is
// selected. A drag changes only them; what it comes to is an edit when it ends.

import {
  applyEdgeChanges as applyWireChanges,
  applyNodeChanges,
  type EdgeChange as WireChange,
  type NodeChange,
} from '@xyflow/react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PipelineEdit } from '../../shared/pipeline/edits.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { moveAll } from '../document/gestures.ts';
import { snap } from '../document/arrange.ts';
import { useLevel, type Sheet } from '../document/sheet.ts';
import { useStable } from '../ui/use-stable.ts';
import type { Box } from '../../shared/pipeline/view/placement.ts';
import { nothingSelected, type Selection } from '../document/selection.ts';
import { summaryWords } from '../i18n/kind-words.ts';
import { useOptionalWords } from '../i18n/words.ts';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { useCanvasStore } from './canvas-state.ts';
import {
  boxesOf,
  elementOf,
  sheetElements,
  thingOf,
  wireElements,
  type SheetElement,
  type WireElement,
} from './elements.ts';
import { farZoom } from './lod.ts';

/** What the canvas library is given. */
export interface Shown {
  readonly nodes: SheetElement[];
  readonly wires: WireElement[];
}

export interface Elements {
  /** The elements, with every step of a drag; who shows more than them should not listen to it. */
  readonly store: StoreApi<Shown>;
  /** The elements as the document has them: a drag leaves them alone. */
  readonly settled: readonly SheetElement[];
  /** The elements as they are now, between renders too. */
  current(): Shown;
  readonly onNodesChange: (changes: NodeChange<SheetElement>[]) => void;
  readonly onWiresChange: (changes: WireChange<WireElement>[]) => void;
  /** Everything that was dragged since the last call as one edit, which is not made yet. */
  readonly takeDrag: () => PipelineEdit;
  /** Makes that edit. */
  readonly endDrag: () => void;
  /** Selects what an edit adds as soon as it is there. */
  readonly selectNext: (selection: Partial<Selection>) => void;
}

const snapTolerance = 6;

export function useElements(sheet: Sheet, catalog: Catalog, zoom: () => number): Elements {
  const workspace = useWorkspace();
  const canvas = useCanvasStore();
  const document = useLevel((level) => level);
  const selection = useWorkspaceState((state) => state.selection);
  const word = useOptionalWords();
  const { pipelines } = document;
  const words = useMemo(() => summaryWords(word, pipelines), [word, pipelines]);
  const [store] = useState(() =>
    createStore<Shown>(() => ({
      nodes: sheetElements(document, catalog, words, []),
      wires: wireElements(document, catalog, []),
    })),
  );
  const [settled, setSettled] = useState<readonly SheetElement[]>(() => store.getState().nodes);
  const next = useRef<Selection | null>(null);
  const dragged = useRef(new Set<string>());
  // A drag near another edge snaps, unless Alt is held.
  const free = useRef(false);
  // What the node that is dragged may line up with; it stays where it is meanwhile.
  const around = useRef<{ readonly id: string; readonly own: Box; readonly others: readonly Box[] } | null>(null);

  useLayoutEffect(() => {
    const before = store.getState();
    const nodes = sheetElements(document, catalog, words, before.nodes);
    store.setState({ nodes, wires: wireElements(document, catalog, before.wires) });
    setSettled(nodes);
    if (next.current === null) return;
    const added = next.current;
    next.current = null;
    workspace.set({ selection: added, selected: added.nodes });
  }, [document, catalog, words, workspace, store]);

  // What is selected elsewhere, in a list or by a key, is marked here.
  useLayoutEffect(() => {
    const chosen = new Set([
      ...selection.nodes,
      ...selection.notes.map(elementOf.note),
      ...selection.groups.map(elementOf.group),
    ]);
    const chosenWires = new Set(selection.wires);
    const { nodes: shown, wires: drawn } = store.getState();
    const mark = <Element extends SheetElement | WireElement>(
      elements: readonly Element[],
      ids: ReadonlySet<string>,
    ) =>
      elements.some((element) => (element.selected === true) !== ids.has(element.id))
        ? elements.map((element) =>
            (element.selected === true) === ids.has(element.id)
              ? element
              : { ...element, selected: ids.has(element.id) },
          )
        : null;
    const marked = mark(shown, chosen);
    const markedWires = mark(drawn, chosenWires);
    store.setState({
      ...(marked === null ? {} : { nodes: marked }),
      ...(markedWires === null ? {} : { wires: markedWires }),
    });
  }, [selection, document, store]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      free.current = event.altKey;
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('keyup', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keyup', onKey);
    };
  }, []);

  const onNodesChange = useStable((changes: NodeChange<SheetElement>[]) => {
    store.setState({ nodes: applyNodeChanges(withGuides(withMembers(changes)), store.getState().nodes) });
    if (changes.some(({ type }) => type === 'select')) tellSelection();
  });

  const onWiresChange = useStable((changes: WireChange<WireElement>[]) => {
    store.setState({ wires: applyWireChanges(changes, store.getState().wires) });
    if (changes.some(({ type }) => type === 'select')) tellSelection();
  });

  const takeDrag = useStable((): PipelineEdit => {
    around.current = null;
    if (canvas.getState().guides.length > 0) canvas.setState({ guides: [] });
    const moved = [...dragged.current];
    dragged.current.clear();
    const places = new Map(store.getState().nodes.map(({ id, position }) => [id, position]));
    const placed = (of: 'node' | 'note') =>
      new Map(
        moved.flatMap((element) => {
          const thing = thingOf(element);
          const place = places.get(element);
          return thing.of === of && place !== undefined ? [[thing.id, place] as const] : [];
        }),
      );
    return moveAll(sheet.document(), { nodes: placed('node'), notes: placed('note') });
  });

  return {
    store,
    settled,
    current: store.getState,
    onNodesChange,
    onWiresChange,
    takeDrag,
    endDrag: useStable(() => sheet.edit(takeDrag())),
    selectNext: useStable((chosen: Partial<Selection>) => {
      next.current = { ...nothingSelected, ...chosen };
    }),
  };

  function tellSelection(): void {
    const { nodes: shown, wires: drawn } = store.getState();
    const things = shown.filter((element) => element.selected === true).map(({ id }) => thingOf(id));
    const ids = (of: 'node' | 'note' | 'group') => things.filter((thing) => thing.of === of).map(({ id }) => id);
    const chosen: Selection = {
      nodes: ids('node'),
      notes: ids('note'),
      groups: ids('group'),
      wires: drawn.filter((wire) => wire.selected === true).map(({ id }) => id),
    };
    const before = workspace.store.getState().selection;
    if (JSON.stringify(before) === JSON.stringify(chosen)) return;
    const [only] = chosen.nodes;
    const fresh = chosen.nodes.length === 1 && before.nodes[0] !== only;
    workspace.set({
      selection: chosen,
      selected: chosen.nodes,
      ...(fresh && !workspace.store.getState().starting ? { right: 'inspector' as const } : {}),
    });
  }

  // A group takes its nodes along.
  function withMembers(changes: NodeChange<SheetElement>[]): NodeChange<SheetElement>[] {
    const all = [...changes];
    const moved = new Set(changes.flatMap((change) => (change.type === 'position' ? [change.id] : [])));
    for (const change of changes) {
      if (change.type !== 'position' || change.position === undefined || change.dragging !== true) continue;
      dragged.current.add(change.id);
      const group = store.getState().nodes.find(({ id }) => id === change.id);
      if (group?.type !== 'frame') continue;
      const by = { x: change.position.x - group.position.x, y: change.position.y - group.position.y };
      const members = new Set(group.data.group.nodes);
      for (const { id, position } of store.getState().nodes) {
        if (!members.has(id) || moved.has(id)) continue;
        moved.add(id);
        dragged.current.add(id);
        all.push({ id, type: 'position', position: { x: position.x + by.x, y: position.y + by.y }, dragging: true });
      }
    }
    return all;
  }

  // One node alone lines up with those around it.
  function withGuides(changes: NodeChange<SheetElement>[]): NodeChange<SheetElement>[] {
    const [change] = changes;
    if (changes.length !== 1 || change?.type !== 'position' || change.dragging !== true) return changes;
    const found = neighboursOf(change.id);
    if (found === null || change.position === undefined || free.current || zoom() < farZoom) {
      if (canvas.getState().guides.length > 0) canvas.setState({ guides: [] });
      return changes;
    }
    const snapped = snap({ ...found.own, ...change.position }, found.others, snapTolerance / zoom());
    if (snapped.guides.length > 0 || canvas.getState().guides.length > 0) canvas.setState({ guides: snapped.guides });
    return [{ ...change, position: { x: snapped.x, y: snapped.y } }];
  }

  function neighboursOf(id: string): typeof around.current {
    if (around.current?.id === id) return around.current;
    const boxes = boxesOf(store.getState().nodes);
    const own = boxes.get(id);
    if (own === undefined) return null;
    boxes.delete(id);
    around.current = { id, own, others: [...boxes.values()] };
    return around.current;
  }
}
