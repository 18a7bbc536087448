// The dots of the ground. They are on a layer of their own that is only moved while the canvas is moved: the canvas library's ground draws
// the whole pane again with every step.

import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';

const gap = 20;
const radius = 1.2;
/** Nearer together than this they would be a grey; every second one is left out then. In CSS pixels. */
const nearest = 14;

/** Dots every 20 units of the flow, in `--canvas-dot`. */
export function Dots() {
  const store = useStoreApi();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let drawn = 0;
    const show = () => {
      const ground = element.current;
      const [x, y, zoom] = store.getState().transform;
      if (ground === null) return;
      let step = gap * zoom;
      while (step < nearest) step *= 2;
      if (zoom !== drawn) {
        const size = Math.max(0.8, radius * Math.min(zoom, 1.5));
        ground.style.inset = `-${step}px`;
        ground.style.backgroundSize = `${step}px ${step}px`;
        ground.style.backgroundImage = `radial-gradient(circle at center, var(--canvas-dot) ${size}px, transparent ${size + 0.4}px)`;
        drawn = zoom;
      }
      // A dot is in the middle of its tile, and one is at the flow's origin.
      ground.style.transform = `translate(${(x + step / 2) % step}px, ${(y + step / 2) % step}px)`;
    };
    show();
    let { transform } = store.getState();
    return store.subscribe((state) => {
      if (state.transform === transform) return;
      transform = state.transform;
      show();
    });
  }, [store]);
  return <div ref={element} aria-hidden className="ground-dots" />;
}
