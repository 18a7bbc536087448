// The lines along which what is dragged lines up with what is around it.

import { ViewportPortal } from '@xyflow/react';
import { useCanvasState } from './canvas-state.ts';

export function Guides() {
  const guides = useCanvasState((state) => state.guides);
  if (guides.length === 0) return null;
  return (
    <ViewportPortal>
      <svg className="pointer-events-none absolute top-0 left-0 overflow-visible" aria-hidden>
        {guides.map(({ axis, at, from, to }) => (
          <line
            key={`${axis}${at}`}
            className="guide"
            {...(axis === 'x' ? { x1: at, x2: at, y1: from, y2: to } : { x1: from, x2: to, y1: at, y2: at })}
          />
        ))}
      </svg>
    </ViewportPortal>
  );
}
