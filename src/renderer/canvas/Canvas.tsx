// The canvas: turns the canvas library's gestures into edits of the level on screen and back. Only this folder knows that library; what an
// edit is comes from document/gestures.ts, what a wire may join from document/wire-rules.ts. Its keys are actions like all others.

import '@xyflow/react/dist/base.css';
import './canvas.css';
import './layers/layers.css';
import {
  Controls,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  type ReactFlowProps,
  type Viewport,
} from '@xyflow/react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type MouseEvent } from 'react';
import { useStore } from 'zustand';
import type { Wire } from '../../shared/pipeline/document.ts';
import type { Point } from '../../shared/pipeline/view/placement.ts';
import type { Catalog, KindCard } from '../../shared/tool/kind.ts';
import { fittingPort, type LooseEnd } from '../document/fitting-kinds.ts';
import { addKind, convertingWire, type Added } from '../document/gestures.ts';
import { nothingSelected } from '../document/selection.ts';
import { useLevel, useSheet } from '../document/sheet.ts';
import { refusalOf } from '../document/wire-rules.ts';
import { errorText } from '../i18n/said.ts';
import { inTitles } from '../inspector/in-titles.ts';
import { useWords } from '../i18n/words.ts';
import { Empty } from '../ui/Notice.tsx';
import { preferences } from '../ui/preferences.ts';
import { useStable, useStableAll } from '../ui/use-stable.ts';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { CanvasMenu } from './CanvasMenu.tsx';
import { CanvasStateContext, createCanvasState, useCanvasState } from './canvas-state.ts';
import { wireFrom } from './connections.ts';
import { thingOf, type SheetElement, type WireElement } from './elements.ts';
import { FindBar } from './FindBar.tsx';
import { GroupView } from './GroupView.tsx';
import { Guides } from './Guides.tsx';
import { HoverCard, type Hovered } from './HoverCard.tsx';
import { KindSearch } from './KindSearch.tsx';
import { Dots } from './layers/Dots.tsx';
import { FarNode } from './layers/FarNode.tsx';
import { FarPicture } from './layers/FarPicture.tsx';
import {
  useKeptSight,
  useLightMoves,
  usePointedNode,
  useSteadyStart,
  viewOfAll,
  zooms,
  type Room,
} from './layers/steady.ts';
import { useIsFar } from './lod.ts';
import { Minimap } from './Minimap.tsx';
import { NodeView } from './NodeView.tsx';
import { NoteView } from './NoteView.tsx';
import { Refusal, type Refused } from './Refusal.tsx';
import { useClipboard } from './use-clipboard.ts';
import { roomFor, useControls } from './use-controls.ts';
import { useDrops } from './use-drops.ts';
import { useElements, type Elements } from './use-elements.ts';
import { useFarPicture } from './use-far-picture.ts';
import { useWiring } from './use-wiring.ts';
import { viewports } from './viewports.ts';
import { DataWire, ToolWire } from './WireView.tsx';

const nodeTypes = { node: NodeView, note: NoteView, frame: GroupView };
const farTypes = { ...nodeTypes, node: FarNode };
const wireTypes = { data: DataWire, tool: ToolWire };
const deleteKeys: string[] = [];
const selectKeys = ['Control', 'Meta', 'Shift'];
const panButtons = [0, 1];
const noWires: WireElement[] = [];

interface CanvasProps {
  readonly catalog: Catalog;
  /** Names the level among all that was ever open; its view is remembered under it. */
  readonly place: string;
}

/** The canvas of the level on screen; give it another key for another level. */
export function Canvas(props: CanvasProps) {
  const [state] = useState(createCanvasState);
  const frame = useRef<HTMLDivElement>(null);
  // The room there is decides how the canvas is first seen.
  const [room, setRoom] = useState<Room | null>(null);
  useLayoutEffect(() => {
    const box = frame.current?.getBoundingClientRect();
    setRoom({ width: box?.width ?? 0, height: box?.height ?? 0 });
  }, []);
  return (
    <div ref={frame} className="h-full">
      {room !== null && (
        <ReactFlowProvider>
          <CanvasStateContext value={state}>
            <Surface {...props} room={room} />
          </CanvasStateContext>
        </ReactFlowProvider>
      )}
    </div>
  );
}

interface Search {
  readonly at: Point;
  readonly place: Point;
  readonly end: LooseEnd | null;
}

function Surface({ catalog, place, room }: CanvasProps & { readonly room: Room }) {
  const t = useWords();
  const workspace = useWorkspace();
  const sheet = useSheet();
  const surface = useReactFlow<SheetElement, WireElement>();
  const pane = useRef<HTMLDivElement>(null);
  const pointer = useRef<Point | null>(null);
  const elements = useElements(sheet, catalog, () => surface.getZoom());
  const [remembered] = useState(() => viewports.get(place));
  const [first] = useState(() => remembered ?? viewOfAll(elements.settled, room));
  useSteadyStart(first);
  const far = useIsFar();
  const wiresShown = useStore(elements.store, (shown) => shown.wires);
  const picture = useFarPicture(elements.settled, wiresShown, far);
  usePointedNode(far);
  const lighten = useLightMoves();
  const isEmpty = useLevel((level) => level.nodes.length === 0 && (level.view?.notes ?? []).length === 0);
  const scrolling = useStore(preferences, (state) => state.scrolling);
  const [search, setSearch] = useState<Search | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const wiring = useCanvasState((state) => state.wiring !== null);

  const local = (x: number, y: number, width = 300, height = 330): Point => {
    const box = pane.current?.getBoundingClientRect();
    return {
      x: Math.max(8, Math.min(x - (box?.left ?? 0), (box?.width ?? 0) - width)),
      y: Math.max(8, Math.min(y - (box?.top ?? 0), (box?.height ?? 0) - height)),
    };
  };
  const middle = (): Point => {
    const box = pane.current?.getBoundingClientRect();
    return { x: (box?.left ?? 0) + (box?.width ?? 0) / 2, y: (box?.top ?? 0) + (box?.height ?? 0) / 2 };
  };
  const pointed = useStable((): Point => surface.screenToFlowPosition(pointer.current ?? middle()));
  const openSearch = useStable((x: number, y: number, end: LooseEnd | null, anywhere = false) => {
    const at = surface.screenToFlowPosition({ x, y });
    // Opened by a key, nobody has pointed at a place: one with room is as good.
    setSearch({ at: local(x, y), place: anywhere ? roomFor(elements, at) : at, end });
  });
  const commit = useStable((added: Added) => {
    elements.selectNext({ nodes: added.ids });
    sheet.edit(added.edit);
  });
  const refuse = (wire: Wire, at: Point): void => {
    const document = sheet.document();
    const refusal = refusalOf(document, catalog, wire);
    if (refusal === null) return;
    const offered = refusal.code === 'wire.type' ? convertingWire(document, catalog, wire) : null;
    setRefused({
      text: errorText(inTitles(refusal, document, catalog)),
      at: local(at.x + 12, at.y + 12, 336, 128),
      offer: offered === null ? null : () => commit(offered),
    });
  };
  const choose = (card: KindCard, { end, place: at }: Search) => {
    const port = end === null ? null : fittingPort(card, end);
    const wireTo = end === null || port === null ? undefined : (id: string) => wireFrom(end, id, port);
    commit(addKind(sheet.document(), card, at, wireTo));
    setSearch(null);
    pane.current?.querySelector<HTMLElement>('.react-flow')?.focus();
  };

  useControls({
    surface,
    pane,
    elements,
    pointed,
    openSearch: useStable(() => {
      const { x, y } = middle();
      openSearch(x - 140, y - 160, null, true);
    }),
  });
  useClipboard({ pane, sheet, catalog, elements, pointed });

  useKeptSight(pane, remembered === undefined);

  const reveal = useWorkspaceState((state) => state.reveal);
  const revealed = useRef(0);
  useEffect(() => {
    if (reveal === null || reveal.count === revealed.current) return;
    revealed.current = reveal.count;
    if (reveal.field === '') return;
    void surface.fitView({ nodes: [{ id: reveal.node }], maxZoom: 1, duration: 160, padding: 0.6 });
  }, [reveal, surface]);

  // Asked for by a click in the palette: added where there is room near the middle.
  const asked = useWorkspaceState((state) => state.wanted);
  const served = useRef(asked?.count ?? 0);
  useEffect(() => {
    const card = asked === null ? undefined : catalog.get(asked.kind)?.card;
    if (asked === null || asked.count === served.current || card === undefined) return;
    served.current = asked.count;
    const { x, y } = middle();
    const at = roomFor(elements, surface.screenToFlowPosition({ x: x - 100, y: y + 60 }));
    commit(addKind(sheet.document(), card, at));
  }, [asked, catalog, surface, sheet, elements, commit]);

  const labels = useMemo(
    () => ({
      'controls.ariaLabel': t('canvas.controls'),
      'controls.zoomIn.ariaLabel': t('canvas.zoom_in'),
      'controls.zoomOut.ariaLabel': t('canvas.zoom_out'),
      'controls.fitView.ariaLabel': t('canvas.fit'),
      'handle.ariaLabel': t('canvas.port'),
      'node.a11yDescription.default': t('canvas.node_help'),
      'edge.a11yDescription.default': t('canvas.wire_help'),
    }),
    [t],
  );

  const drops = useDrops({ sheet, catalog, surface, elements, commit });
  const wires = useWiring({
    sheet,
    catalog,
    elements,
    refuse,
    askFor: (end, { x, y }) => openSearch(x, y, end),
    onStart: () => {
      setRefused(null);
      setHovered(null);
    },
  });
  const on = useStableAll({
    nodeDrag(event: globalThis.MouseEvent | TouchEvent, node: SheetElement, moved: SheetElement[]) {
      setHovered(null);
      drops.nodeDrag(event, node, moved);
    },
    nodeEnter({ clientX: x, clientY: y }: MouseEvent, { id }: SheetElement) {
      if (thingOf(id).of === 'node') setHovered({ of: 'node', id, x, y });
    },
    wireEnter({ clientX: x, clientY: y }: MouseEvent, { id }: WireElement) {
      setHovered({ of: 'wire', id, x, y });
    },
    leave() {
      setHovered(null);
    },
    nodeClick({ shiftKey, ctrlKey, metaKey }: MouseEvent, { id }: SheetElement) {
      // One of several that are selected: the press left them all, in case it was to drag them.
      const { nodes, wires: chosen, notes, groups } = workspace.store.getState().selection;
      if (shiftKey || ctrlKey || metaKey || nodes.length + chosen.length + notes.length + groups.length < 2) return;
      const thing = thingOf(id);
      const selection = { ...nothingSelected, [`${thing.of}s`]: [thing.id] };
      workspace.set({ selection, selected: selection.nodes });
    },
    nodeDoubleClick(event: MouseEvent, node: SheetElement) {
      // On a title it is for typing.
      if (node.type !== 'node' || (event.target as Element).closest('.node-title') !== null) return;
      const { card, node: own } = node.data.shape;
      const name = own.params['pipeline'];
      if (card?.performer === 'scope' && typeof name === 'string') workspace.enter({ node: node.id, pipeline: name });
      else workspace.revealNode(node.id, '');
    },
    moveStart() {
      setHovered(null);
      lighten.start();
    },
    move(_event: unknown, viewport: Viewport) {
      viewports.keep(place, viewport);
    },
    paneClick() {
      setSearch(null);
    },
    refusalRead() {
      setRefused(null);
    },
  });

  return (
    <div
      ref={pane}
      data-canvas
      className="relative h-full [container-type:size]"
      onPointerMove={(event) => {
        pointer.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerLeave={() => {
        pointer.current = null;
      }}
      onDoubleClick={(event) => {
        if ((event.target as Element).classList.contains('react-flow__pane'))
          openSearch(event.clientX, event.clientY, null);
      }}
      onDragOver={drops.dragOver}
      onDrop={drops.drop}
    >
      <CanvasMenu onAdd={(x, y) => openSearch(x, y, null)}>
        <Flow
          elements={elements}
          far={far}
          tabIndex={0}
          role="application"
          aria-label={t('canvas.name')}
          aria-description={t('canvas.help')}
          className={`${wiring ? 'wiring' : ''} ${far ? 'far' : ''}`}
          onNodeDrag={on.nodeDrag}
          onNodeDragStop={drops.nodeDragStop}
          onSelectionDragStop={elements.endDrag}
          onNodeMouseEnter={on.nodeEnter}
          onNodeMouseLeave={on.leave}
          onEdgeMouseEnter={on.wireEnter}
          onEdgeMouseLeave={on.leave}
          onNodeClick={on.nodeClick}
          onNodeDoubleClick={on.nodeDoubleClick}
          isValidConnection={wires.isValid}
          onConnect={wires.connect}
          onConnectStart={wires.connectStart}
          onConnectEnd={wires.connectEnd}
          onReconnect={wires.reconnect}
          onReconnectStart={wires.reconnectStart}
          onReconnectEnd={wires.reconnectEnd}
          onMove={on.move}
          onMoveStart={on.moveStart}
          onMoveEnd={lighten.end}
          onPaneClick={on.paneClick}
          zoomOnDoubleClick={false}
          deleteKeyCode={deleteKeys}
          disableKeyboardA11y
          nodesFocusable
          edgesFocusable
          elevateNodesOnSelect={false}
          multiSelectionKeyCode={selectKeys}
          selectionKeyCode="Shift"
          selectionMode={SelectionMode.Partial}
          panOnDrag={panButtons}
          panOnScroll={scrolling === 'pan'}
          minZoom={zooms.least}
          maxZoom={zooms.most}
          connectionRadius={28}
          reconnectRadius={14}
          defaultViewport={first}
          onlyRenderVisibleElements
          ariaLabelConfig={labels}
          proOptions={proOptions}
        >
          <Dots />
          {far && <FarPicture {...picture} />}
          <Guides />
          <Controls showInteractive={false} position="bottom-left" />
          {elements.settled.length > 5 && (
            <Minimap name={t('canvas.map')} faceOf={picture.faceOf} onFaces={picture.onFaces} />
          )}
        </Flow>
      </CanvasMenu>
      <Breadcrumb />
      <FindBar />
      {isEmpty && (
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
      {refused !== null && <Refusal refused={refused} onClose={on.refusalRead} />}
      {hovered !== null && search === null && !wiring && <HoverCard key={hovered.id} hovered={hovered} pane={pane} />}
    </div>
  );
}

interface FlowProps
  extends Omit<ReactFlowProps<SheetElement, WireElement>, 'nodes' | 'edges' | 'nodeTypes' | 'edgeTypes'> {
  readonly elements: Elements;
  readonly far: boolean;
}

// The canvas library with the elements: all that is drawn again with every step of a drag.
function Flow({ elements, far, ...rest }: FlowProps) {
  const { nodes, wires } = useStore(elements.store);
  return (
    <ReactFlow<SheetElement, WireElement>
      {...rest}
      nodes={nodes}
      edges={far ? noWires : wires}
      nodeTypes={far ? farTypes : nodeTypes}
      edgeTypes={wireTypes}
      onNodesChange={elements.onNodesChange}
      onEdgesChange={elements.onWiresChange}
    />
  );
}

const proOptions = { hideAttribution: true };
