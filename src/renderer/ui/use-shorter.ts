// Whether an element has little height, for what is folded away then.

import { useLayoutEffect, useState, type RefObject } from 'react';

/** True while the element is less than so many CSS pixels high. */
export function useShorter(element: RefObject<HTMLElement | null>, px: number): boolean {
  const [shorter, setShorter] = useState(false);
  useLayoutEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    const measure = () => setShorter(watched.clientHeight < px);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element, px]);
  return shorter;
}
