// The canvas: turns the canvas library's gestures into edits of the open document and back. Only this folder knows that library; what
// an edit is comes from document/gestures.ts, what a wire may join from document/wire-rules.ts.

import '@xyflow/react/dist/base.css';
import './canvas.css';
import {
  applyEdgeChanges as applyWireChanges,
  applyNodeChanges,
  Background,
  Controls,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  type Connection,
} from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Wire } from '../../shared/pipeline/document.ts';
import type { PipelineEdit } from '../../shared/pipeline/edits.ts';
import type { Catalog, KindCard } from '../../shared/tool/kind.ts';
import { clipboardText, pieceFromText } from '../document/clipboard.ts';
import { fittingPort, type LooseEnd } from '../document/fitting-kinds.ts';
import { addKind, connect, insert, move, pieceOf, remove, rewire } from '../document/gestures.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { freePlace } from '../../shared/pipeline/view/placement.ts';
import { refusalOf } from '../document/wire-rules.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { Empty } from '../ui/Notice.tsx';
import { useDocument, useWorkspace, useWorkspaceState } from '../workspace.ts';
import { looseEnd, triedWire, wireFrom, wireOf } from './connections.ts';
import { boxesOf, newNodeSize, nodeElements, wireElements, type NodeElement, type WireElement } from './elements.ts';
import { KindSearch } from './KindSearch.tsx';
import { NodeView } from './NodeView.tsx';
import { DataWire, ToolWire } from './WireView.tsx';

const nodeTypes = { node: NodeView };
const wireTypes = { data: DataWire, tool: ToolWire };
const kindMime = 'application/x-longline-kind';

/** The canvas of an open pipeline. */
export function Canvas({ open, catalog }: { readonly open: OpenDocument; readonly catalog: Catalog }) {
  return (
    <ReactFlowProvider>
      <Surface open={open} catalog={catalog} />
    </ReactFlowProvider>
  );
}

interface Search {
  readonly at: { readonly x: number; readonly y: number };
  readonly place: { readonly x: number; readonly y: number };
  readonly end: LooseEnd | null;
}

function Surface({ open, catalog }: { readonly open: OpenDocument; readonly catalog: Catalog }) {
  const t = useWords();
  const word = useOptionalWords();
  const workspace = useWorkspace();
  const surface = useReactFlow<NodeElement, WireElement>();
  const pane = useRef<HTMLDivElement>(null);
  const pointer = useRef({ x: 0, y: 0 });
  const dropped = useRef(false);
  const document = useDocument(open, (state) => state.document);
  const reveal = useWorkspaceState((state) => state.reveal);
  const [nodes, setNodes] = useState<NodeElement[]>(() => nodeElements(document, catalog, []));
  const [wires, setWires] = useState<WireElement[]>(() => wireElements(document, catalog, []));
  const [search, setSearch] = useState<Search | null>(null);
  const [refused, setRefused] = useState<{ readonly text: string; readonly x: number; readonly y: number } | null>(
    null,
  );
  const [wiring, setWiring] = useState(false);
  const wanted = useRef<ReadonlySet<string> | null>(null);

  useEffect(() => {
    const select = wanted.current;
    wanted.current = null;
    setNodes((before) => {
      const next = nodeElements(document, catalog, before);
      return select === null ? next : next.map((node) => ({ ...node, selected: select.has(node.id) }));
    });
    setWires((before) => wireElements(document, catalog, before));
    if (select !== null) workspace.select([...select]);
  }, [document, catalog, workspace]);

  // The panes beside the canvas take their places after it is first drawn.
  useEffect(() => {
    const timer = setTimeout(() => void surface.fitView({ maxZoom: 1, padding: 0.1 }), 60);
    return () => clearTimeout(timer);
  }, [surface]);

  useEffect(() => {
    if (reveal === null) return;
    setNodes((before) => before.map((node) => ({ ...node, selected: node.id === reveal.node })));
    void surface.fitView({ nodes: [{ id: reveal.node }], maxZoom: 1, duration: 160, padding: 0.6 });
  }, [reveal, surface]);

  // Asked for by a click in the palette: added where there is room near the middle.
  const asked = useWorkspaceState((state) => state.wanted);
  const served = useRef(asked?.count ?? 0);
  useEffect(() => {
    const card = asked === null ? undefined : catalog.get(asked.kind)?.card;
    if (asked === null || asked.count === served.current || card === undefined) return;
    served.current = asked.count;
    const box = pane.current?.getBoundingClientRect();
    const at = surface.screenToFlowPosition({
      x: (box?.left ?? 0) + (box?.width ?? 0) / 2 - 100,
      y: (box?.top ?? 0) + (box?.height ?? 0) * 0.7,
    });
    const place = freePlace(boxesOf(surface.getNodes()), { x: Math.round(at.x), y: Math.round(at.y) }, newNodeSize);
    const added = addKind(open.store.getState().document, card, place);
    wanted.current = new Set(added.ids);
    open.edit(added.edit);
  }, [asked, catalog, surface, open]);

  useEffect(() => {
    if (refused === null) return;
    const timer = setTimeout(() => setRefused(null), 5000);
    return () => clearTimeout(timer);
  }, [refused]);

  const local = useCallback((x: number, y: number) => {
    const box = pane.current?.getBoundingClientRect();
    const width = box?.width ?? 0;
    const height = box?.height ?? 0;
    return {
      x: Math.max(8, Math.min(x - (box?.left ?? 0), width - 300)),
      y: Math.max(8, Math.min(y - (box?.top ?? 0), height - 330)),
    };
  }, []);
  const openSearch = useCallback(
    (x: number, y: number, end: LooseEnd | null, anywhere = false) => {
      const pointed = surface.screenToFlowPosition({ x, y });
      // Opened by a key, nobody has pointed at a place: one with room is as good.
      const place = anywhere ? freePlace(boxesOf(surface.getNodes()), pointed, newNodeSize) : pointed;
      setSearch({ at: local(x, y), place, end });
    },
    [surface, local],
  );
  const refuse = useCallback(
    (wire: Wire, at: { x: number; y: number }) => {
      const refusal = refusalOf(open.store.getState().document, catalog, wire);
      if (refusal === null) return false;
      setRefused({ text: word(`code.${refusal.code}`, refusal.message), ...local(at.x, at.y) });
      return true;
    },
    [open, catalog, word, local],
  );
  const commit = (added: { readonly edit: PipelineEdit; readonly ids: readonly string[] }) => {
    wanted.current = new Set(added.ids);
    open.edit(added.edit);
  };
  const choose = (card: KindCard, { end, place }: Search) => {
    const port = end === null ? null : fittingPort(card, end);
    const wireTo = end === null || port === null ? undefined : (id: string) => wireFrom(end, id, port);
    commit(addKind(open.store.getState().document, card, place, wireTo));
    setSearch(null);
    pane.current?.querySelector<HTMLElement>('.react-flow')?.focus();
  };
  const chosen = () => new Set(nodes.filter((node) => node.selected === true).map((node) => node.id));
  const removeChosen = (ids: ReadonlySet<string>) => {
    const gone = wires
      .filter((wire) => wire.selected === true)
      .flatMap((wire) => (wire.data === undefined ? [] : [wire.data.wire]));
    if (ids.size > 0 || gone.length > 0) open.edit(remove(open.store.getState().document, [...ids], gone));
    workspace.select([]);
  };
  const copy = (ids: ReadonlySet<string>) =>
    pieceOf(open.store.getState().document, ids, new Map(nodes.map((node) => [node.id, node.position])));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]') !== null) return;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const ids = chosen();
    const act = (): boolean => {
      if (event.key === 'Delete' || event.key === 'Backspace') return removeChosen(ids), true;
      if (control && key === 'd' && ids.size > 0) {
        const piece = copy(ids);
        const [first] = Object.values(piece.view?.positions ?? {}).toSorted((left, right) => left.x - right.x);
        const top = Math.min(...Object.values(piece.view?.positions ?? {}).map(({ y }) => y));
        return (
          commit(
            insert(open.store.getState().document, piece, { x: (first?.x ?? 0) + 32, y: top + 32 }, 'edit.duplicate'),
          ),
          true
        );
      }
      if (control && key === 'a')
        return (
          setNodes((all) => all.map((node) => ({ ...node, selected: true }))),
          workspace.select(nodes.map(({ id }) => id)),
          true
        );
      if (control && event.key.startsWith('Arrow') && ids.size > 0) {
        const step = event.shiftKey ? 40 : 8;
        const dx = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : 0;
        const dy = event.key === 'ArrowUp' ? -step : event.key === 'ArrowDown' ? step : 0;
        const places = new Map(
          nodes
            .filter(({ id }) => ids.has(id))
            .map(({ id, position }) => [id, { x: position.x + dx, y: position.y + dy }]),
        );
        return open.edit(move(open.store.getState().document, places), `nudge ${[...ids].join()}`), true;
      }
      if (control && event.key === '0') return void surface.zoomTo(1, { duration: 160 }), true;
      if (control && event.key === '1') return void surface.fitView({ duration: 160, maxZoom: 1, padding: 0.15 }), true;
      if (!control && event.key === '.')
        return (
          void surface.fitView({
            nodes: ids.size > 0 ? [...ids].map((id) => ({ id })) : nodes,
            duration: 160,
            maxZoom: 1.5,
            padding: 0.3,
          }),
          true
        );
      if (!control && (event.key === '+' || event.key === '=')) return void surface.zoomIn({ duration: 120 }), true;
      if (!control && event.key === '-') return void surface.zoomOut({ duration: 120 }), true;
      if (event.key === 'Tab' && !event.shiftKey && (event.target as Element).classList.contains('react-flow')) {
        const box = pane.current?.getBoundingClientRect();
        return openSearch((box?.left ?? 0) + (box?.width ?? 0) / 2 - 140, (box?.top ?? 0) + 120, null, true), true;
      }
      return false;
    };
    if (act()) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  useEffect(() => {
    const elsewhere = (event: ClipboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      const inCanvas = target === globalThis.document.body || pane.current?.contains(target) === true;
      return !inCanvas || target?.closest('input, textarea') !== null;
    };
    const onCopy = (event: ClipboardEvent) => {
      const ids = chosen();
      if (elsewhere(event) || ids.size === 0 || getSelection()?.toString() !== '') return;
      event.clipboardData?.setData('text/plain', clipboardText(copy(ids)));
      event.preventDefault();
      if (event.type === 'cut') removeChosen(ids);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (elsewhere(event)) return;
      const piece = pieceFromText(event.clipboardData?.getData('text/plain') ?? '');
      if (piece === null) return;
      event.preventDefault();
      commit(insert(open.store.getState().document, piece, surface.screenToFlowPosition(pointer.current)));
    };
    globalThis.document.addEventListener('copy', onCopy);
    globalThis.document.addEventListener('cut', onCopy);
    globalThis.document.addEventListener('paste', onPaste);
    return () => {
      globalThis.document.removeEventListener('copy', onCopy);
      globalThis.document.removeEventListener('cut', onCopy);
      globalThis.document.removeEventListener('paste', onPaste);
    };
  });

  const labels = useMemo(
    () => ({
      'controls.zoomIn.ariaLabel': t('canvas.zoom_in'),
      'controls.zoomOut.ariaLabel': t('canvas.zoom_out'),
      'controls.fitView.ariaLabel': t('canvas.fit'),
      'minimap.ariaLabel': t('canvas.map'),
    }),
    [t],
  );

  return (
    <div
      ref={pane}
      className="relative h-full"
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        pointer.current = { x: event.clientX, y: event.clientY };
      }}
      onDoubleClick={(event) => {
        if ((event.target as Element).classList.contains('react-flow__pane'))
          openSearch(event.clientX, event.clientY, null);
      }}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(kindMime)) event.preventDefault();
      }}
      onDrop={(event) => {
        const card = catalog.get(event.dataTransfer.getData(kindMime))?.card;
        if (card === undefined) return;
        event.preventDefault();
        const at = surface.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        commit(addKind(open.store.getState().document, card, { x: at.x - 100, y: at.y - 18 }));
      }}
    >
      <ReactFlow<NodeElement, WireElement>
        tabIndex={0}
        aria-label={t('canvas.name')}
        className={wiring ? 'wiring' : ''}
        nodes={nodes}
        edges={wires}
        nodeTypes={nodeTypes}
        edgeTypes={wireTypes}
        onNodesChange={(changes) => setNodes((before) => applyNodeChanges(changes, before))}
        onEdgesChange={(changes) => setWires((before) => applyWireChanges(changes, before))}
        onSelectionChange={({ nodes: all }) => {
          const ids = all.map((node) => node.id);
          const now = workspace.store.getState().selected;
          if (ids.join() !== now.join())
            workspace.set({
              selected: ids,
              ...(ids.length === 1 && now[0] !== ids[0] ? { right: 'inspector' as const } : {}),
            });
        }}
        onNodeDragStop={(_, __, moved) =>
          open.edit(move(open.store.getState().document, new Map(moved.map((node) => [node.id, node.position]))))
        }
        onSelectionDragStop={(_, moved) =>
          open.edit(move(open.store.getState().document, new Map(moved.map((node) => [node.id, node.position]))))
        }
        isValidConnection={(candidate) =>
          refusalOf(open.store.getState().document, catalog, wireOf(candidate as Connection)) === null
        }
        onConnect={(made) => {
          dropped.current = true;
          open.edit(connect(open.store.getState().document, wireOf(made)));
        }}
        onConnectStart={() => {
          dropped.current = false;
          setWiring(true);
          setRefused(null);
        }}
        onConnectEnd={(event, state) => {
          setWiring(false);
          if (dropped.current) return;
          const at = 'changedTouches' in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
          const tried = triedWire(state);
          if (tried !== null) refuse(tried, { x: at.clientX + 12, y: at.clientY + 12 });
          else if (state.toNode === null) {
            const end = looseEnd(state, nodes);
            if (end !== null) openSearch(at.clientX, at.clientY, end);
          }
        }}
        onReconnect={(old, made) => {
          if (old.data !== undefined) open.edit(rewire(open.store.getState().document, old.data.wire, wireOf(made)));
        }}
        onReconnectStart={() => {
          dropped.current = true;
        }}
        onReconnectEnd={(_, wire, __, state) => {
          if (state.toNode === null && wire.data !== undefined)
            open.edit(remove(open.store.getState().document, [], [wire.data.wire]));
        }}
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        selectionMode={SelectionMode.Partial}
        minZoom={0.1}
        maxZoom={4}
        panOnScroll={false}
        connectionRadius={28}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.12 }}
        onlyRenderVisibleElements={nodes.length > 200}
        ariaLabelConfig={labels}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={20} size={1.2} color="var(--canvas-dot)" />
        <Controls showInteractive={false} position="bottom-left" />
        {nodes.length > 5 && nodes.length < 500 && <MiniMap pannable zoomable style={{ width: 140, height: 90 }} />}
      </ReactFlow>
      {document.nodes.length === 0 && (
        <div className="pointer-events-none absolute inset-0">
          <Empty title={t('canvas.empty')}>{t('canvas.empty_hint')}</Empty>
        </div>
      )}
      {search !== null && (
        <KindSearch
          at={search.at}
          end={search.end}
          onChoose={(card) => choose(card, search)}
          onClose={() => setSearch(null)}
        />
      )}
      {refused !== null && (
        <p
          role="alert"
          className="pointer-events-none absolute z-30 max-w-72 rounded-md bg-ink px-2.5 py-1.5 text-dense text-surface shadow-float"
          style={{ left: refused.x, top: refused.y }}
        >
          {refused.text}
        </p>
      )}
    </div>
  );
}
