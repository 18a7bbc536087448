// Whether the canvas is seen from afar, where a picture of the whole takes the place of elements for each node and wire. It changes when a
// zoom passes the border, not with every step of it.

import { useStore as useCanvas } from '@xyflow/react';

/** Below this zoom the pipeline is far. */
export const farZoom = 0.5;

/** Whether it is seen from afar now. */
export function useIsFar(): boolean {
  return useCanvas((state) => state.transform[2] < farZoom);
}
