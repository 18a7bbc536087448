// Two versions of a pipeline drawn as one picture that can be moved and enlarged: by the pointer, the wheel and the keyboard. What became
// of a thing is told by colour and by its outline: added green, removed red and dashed, changed amber, moved outlined where it was.

import { Maximize, Minus, Plus } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Box } from '../../../shared/pipeline/view/placement.ts';
import { useOptionalWords, useWords } from '../../i18n/words.ts';
import { IconButton } from '../../ui/Button.tsx';
import { wirePath } from '../PipelinePicture.tsx';
import type { Fate, MergedBox, MergedGraph } from './merged-graph.ts';

export interface DiffCanvasProps {
  readonly graph: MergedGraph;
  /** What is shown in the middle and marked; grows with every request. */
  readonly shown: { readonly of: string; readonly key: string; readonly count: number } | null;
  readonly onChoose: (of: MergedBox['of'] | 'wire', key: string) => void;
}

interface Port {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

const smallest = 0.05;
const largest = 3;
const margin = 40;

const boxLooks = {
  same: 'fill-surface stroke-line-strong',
  added: 'fill-done-soft stroke-done',
  removed: 'fill-fail-soft stroke-fail',
  changed: 'fill-wait-soft stroke-wait-mark',
  moved: 'fill-surface stroke-accent',
} as const satisfies Record<Fate, string>;

const wireLooks = {
  same: 'stroke-faint',
  added: 'stroke-done',
  removed: 'stroke-fail',
  changed: 'stroke-wait-mark',
  moved: 'stroke-accent',
} as const satisfies Record<Fate, string>;

export function DiffCanvas({ graph, shown, onChoose }: DiffCanvasProps) {
  const t = useWords();
  const pane = useRef<HTMLDivElement>(null);
  const [port, setPort] = useState<Port>({ x: 0, y: 0, zoom: 1 });
  const [held, setHeld] = useState(false);
  const drag = useRef<{ readonly x: number; readonly y: number; moved: boolean } | null>(null);

  const sizeOf = () => pane.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 500);
  const fit = (box: Box, most = 1) => {
    const { width, height } = sizeOf();
    const room = { width: Math.max(1, width - 2 * margin), height: Math.max(1, height - 2 * margin) };
    const zoom = clamp(Math.min(most, room.width / Math.max(1, box.width), room.height / Math.max(1, box.height)));
    setPort({
      x: width / 2 - (box.x + box.width / 2) * zoom,
      y: height / 2 - (box.y + box.height / 2) * zoom,
      zoom,
    });
  };
  const zoomBy = (factor: number, at?: { readonly x: number; readonly y: number }) => {
    const { width, height } = sizeOf();
    const point = at ?? { x: width / 2, y: height / 2 };
    setPort((before) => {
      const zoom = clamp(before.zoom * factor);
      const grown = zoom / before.zoom;
      return { zoom, x: point.x - (point.x - before.x) * grown, y: point.y - (point.y - before.y) * grown };
    });
  };

  useLayoutEffect(() => {
    fit(graph.bounds);
    // oxlint-disable-next-line react/exhaustive-deps -- once for each comparison
  }, [graph]);
  useEffect(() => {
    if (shown === null) return;
    const box = boxOf(graph, shown);
    if (box === null) return;
    const { width, height } = sizeOf();
    setPort((before) => {
      const zoom = Math.max(before.zoom, 0.7);
      return {
        zoom,
        x: width / 2 - (box.x + box.width / 2) * zoom,
        y: height / 2 - (box.y + box.height / 2) * zoom,
      };
    });
    // oxlint-disable-next-line react/exhaustive-deps -- once for each request
  }, [shown]);
  // React's own wheel events cannot keep the page from scrolling.
  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      zoomBy(1.0015 ** -event.deltaY, { x: event.clientX - left, y: event.clientY - top });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = (x: number, y: number) => setPort((before) => ({ ...before, x: before.x + x, y: before.y + y }));
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => step(60, 0),
      ArrowRight: () => step(-60, 0),
      ArrowUp: () => step(0, 60),
      ArrowDown: () => step(0, -60),
      '+': () => zoomBy(1.25),
      '=': () => zoomBy(1.25),
      '-': () => zoomBy(0.8),
      '0': () => fit(graph.bounds),
    };
    const key = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (key === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    key();
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button > 1 || (event.target instanceof Element && event.target.closest('button') !== null)) return;
    drag.current = { x: event.clientX, y: event.clientY, moved: false };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const from = drag.current;
    if (from === null) return;
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    if (!from.moved && Math.hypot(x, y) < 4) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, y: event.clientY, moved: true };
    setHeld(true);
    setPort((before) => ({ ...before, x: before.x + x, y: before.y + y }));
  };
  const onPointerUp = () => {
    drag.current = null;
    setHeld(false);
  };

  return (
    <div className="relative h-full min-h-40 overflow-hidden rounded-md border bg-canvas">
      <div
        ref={pane}
        role="application"
        aria-roledescription={t('versions.canvas_role')}
        aria-label={t('versions.canvas')}
        tabIndex={0}
        className={`size-full touch-none outline-offset-[-2px] select-none ${held ? 'cursor-grabbing' : 'cursor-grab'}`}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
      >
        <svg className="block size-full" aria-hidden>
          <g transform={`translate(${port.x} ${port.y}) scale(${port.zoom})`}>
            {graph.boxes.map((box) => (
              <Former key={`${box.of} ${box.key}`} box={box} />
            ))}
            {graph.boxes
              .filter(({ of }) => of === 'group')
              .map((box) => (
                <DiffBox
                  key={`group ${box.key}`}
                  box={box}
                  zoom={port.zoom}
                  marked={isShown(shown, box)}
                  onChoose={onChoose}
                />
              ))}
            <g fill="none">
              {graph.wires.map((wire) => (
                <path
                  key={wire.key}
                  d={wirePath(wire)}
                  vectorEffect="non-scaling-stroke"
                  strokeWidth={shown?.of === 'wire' && shown.key === wire.key ? 4 : wire.fate === 'same' ? 1.25 : 2.25}
                  className={wireLooks[wire.fate]}
                  {...(wire.fate === 'removed'
                    ? { strokeDasharray: '6 4' }
                    : wire.type === null
                      ? { strokeDasharray: '1 3', strokeLinecap: 'round' as const }
                      : {})}
                  onClick={() => onChoose('wire', wire.key)}
                />
              ))}
            </g>
            {graph.boxes
              .filter(({ of }) => of !== 'group')
              .map((box) => (
                <DiffBox
                  key={`${box.of} ${box.key}`}
                  box={box}
                  zoom={port.zoom}
                  marked={isShown(shown, box)}
                  onChoose={onChoose}
                />
              ))}
          </g>
        </svg>
      </div>
      <div className="absolute right-2 bottom-2 flex gap-1 rounded-md border bg-surface p-0.5 shadow-low">
        <IconButton name={t('canvas.zoom_out')} keys="-" onClick={() => zoomBy(0.8)}>
          <Minus size={14} />
        </IconButton>
        <IconButton name={t('canvas.zoom_in')} keys="+" onClick={() => zoomBy(1.25)}>
          <Plus size={14} />
        </IconButton>
        <IconButton name={t('canvas.fit')} keys="0" onClick={() => fit(graph.bounds)}>
          <Maximize size={14} />
        </IconButton>
      </div>
    </div>
  );
}

// Where a thing was before it moved, and the way it went.
function Former({ box }: { readonly box: MergedBox }) {
  const { from, x, y, width, height } = box;
  if (from === null) return null;
  return (
    <g className="stroke-accent" fill="none" strokeOpacity="0.6">
      <rect
        x={from.x}
        y={from.y}
        width={width}
        height={height}
        rx="8"
        strokeDasharray="4 4"
        vectorEffect="non-scaling-stroke"
      />
      <line
        x1={from.x + width / 2}
        y1={from.y + height / 2}
        x2={x + width / 2}
        y2={y + height / 2}
        strokeDasharray="2 4"
        vectorEffect="non-scaling-stroke"
      />
    </g>
  );
}

function DiffBox({
  box,
  zoom,
  marked,
  onChoose,
}: {
  readonly box: MergedBox;
  readonly zoom: number;
  readonly marked: boolean;
  readonly onChoose: DiffCanvasProps['onChoose'];
}) {
  const word = useOptionalWords();
  const { of, fate, x, y, width, height, kind, card } = box;
  // Letters keep a size that can be read, as long as there is room for them.
  const size = Math.min(Math.max(14, 11.5 / zoom), height * 0.5, 40);
  const ownTitle = box.title === (card?.title ?? kind) ? word(`kind.${kind}`, box.title) : box.title;
  const title = fitted(ownTitle, (width - 20) / size);
  const kindTitle = of === 'node' ? word(`kind.${kind}`, card?.title ?? kind) : '';
  const withKind = height > size * 2.6 && zoom > 0.55 && kindTitle !== ownTitle;
  return (
    <g className="cursor-pointer" onClick={() => onChoose(of, box.key)}>
      <title>{ownTitle}</title>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={of === 'group' ? 12 : 8}
        vectorEffect="non-scaling-stroke"
        strokeWidth={marked ? 3.5 : fate === 'same' ? 1 : 2}
        className={boxLooks[fate]}
        {...(of === 'group' ? { fillOpacity: 0.3 } : {})}
        {...(fate === 'removed' ? { strokeDasharray: '6 4' } : {})}
      />
      <text
        x={x + 10}
        y={
          of === 'group' ? y - size * 0.4 : y + (withKind ? size * 1.5 : Math.min(height / 2, size * 1.8) + size * 0.1)
        }
        fontSize={size}
        className={`pointer-events-none ${fate === 'same' ? 'fill-soft' : 'fill-ink font-medium'} ${fate === 'removed' ? 'line-through' : ''}`}
      >
        {title}
      </text>
      {withKind && (
        <text x={x + 10} y={y + size * 2.7} fontSize={size * 0.8} className="pointer-events-none fill-dim">
          {fitted(kindTitle, (width - 20) / (size * 0.8))}
        </text>
      )}
    </g>
  );
}

// As many characters as fit into so many ems; those of Chinese are twice as wide as most others.
function fitted(text: string, ems: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += /[\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]/.test(character) ? 1 : 0.56;
    if (used > ems) return `${kept.slice(0, -1)}…`;
    kept += character;
  }
  return kept;
}

function isShown(shown: DiffCanvasProps['shown'], { of, key }: MergedBox): boolean {
  return shown?.of === of && shown.key === key;
}

function boxOf({ boxes, wires }: MergedGraph, { of, key }: { readonly of: string; readonly key: string }): Box | null {
  if (of !== 'wire') return boxes.find((box) => box.of === of && box.key === key) ?? null;
  const wire = wires.find((candidate) => candidate.key === key);
  if (wire === undefined) return null;
  const { x1, y1, x2, y2 } = wire;
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
}

function clamp(zoom: number): number {
  return Math.max(smallest, Math.min(largest, zoom));
}
