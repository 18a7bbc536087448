// Drawing wires and moving their ends: what fits becomes an edit, what does not is refused with the reason, what is let go over nothing asks
// for a kind or takes the wire away.

import type { Connection, FinalConnectionState, OnConnectStartParams } from '@xyflow/react';
import { useRef } from 'react';
import type { Wire } from '../../shared/pipeline/document.ts';
import { wireKey } from '../../shared/pipeline/edits.ts';
import type { Point } from '../../shared/pipeline/view/placement.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { LooseEnd } from '../document/fitting-kinds.ts';
import { connect, remove, rewire } from '../document/gestures.ts';
import type { Sheet } from '../document/sheet.ts';
import { refusalOf } from '../document/wire-rules.ts';
import { useStableAll } from '../ui/use-stable.ts';
import { useCanvasStore } from './canvas-state.ts';
import { looseEnd, triedWire, wireOf } from './connections.ts';
import type { WireElement } from './elements.ts';
import type { Elements } from './use-elements.ts';
import { pointOf } from './use-drops.ts';

export interface WiringParts {
  readonly sheet: Sheet;
  readonly catalog: Catalog;
  readonly elements: Elements;
  /** Says at a point of the page why a wire cannot be drawn. */
  readonly refuse: (wire: Wire, at: Point) => void;
  /** Asks at a point of the page for a kind that takes a loose end. */
  readonly askFor: (end: LooseEnd, at: Point) => void;
  /** A wire is taken into the hand. */
  readonly onStart: () => void;
}

export function useWiring({ sheet, catalog, elements, refuse, askFor, onStart }: WiringParts) {
  const canvas = useCanvasStore();
  const connected = useRef(false);
  // The library tells of a wire's end being moved as of a wire being drawn, too.
  const moving = useRef(false);
  return useStableAll({
    isValid: (candidate: Connection | WireElement) =>
      refusalOf(sheet.document(), catalog, wireOf(candidate as Connection)) === null,
    connect(made: Connection) {
      connected.current = true;
      sheet.edit(connect(sheet.document(), wireOf(made)));
    },
    connectStart(_event: unknown, { nodeId, handleId: id, handleType: type }: OnConnectStartParams) {
      connected.current = false;
      onStart();
      canvas.setState({ wiring: looseEnd({ nodeId, id, type }, elements.current().nodes) });
    },
    connectEnd(event: MouseEvent | TouchEvent, state: FinalConnectionState) {
      canvas.setState({ wiring: null });
      if (connected.current || moving.current) return;
      const at = pointOf(event);
      const tried = triedWire(state);
      if (tried !== null) return refuse(tried, at);
      if (state.toNode !== null || state.fromHandle === null) return;
      const end = looseEnd(state.fromHandle, elements.current().nodes);
      if (end !== null) askFor(end, at);
    },
    reconnect(old: WireElement, made: Connection) {
      connected.current = true;
      if (old.data !== undefined) sheet.edit(rewire(sheet.document(), old.data.wire, wireOf(made)));
    },
    reconnectStart() {
      moving.current = true;
    },
    reconnectEnd(event: MouseEvent | TouchEvent, wire: WireElement, _side: unknown, state: FinalConnectionState) {
      moving.current = false;
      if (connected.current || wire.data === undefined) return;
      const tried = triedWire(state);
      if (tried !== null && wireKey(tried) !== wire.id) refuse(tried, pointOf(event));
      else if (state.toNode === null) sheet.edit(remove(sheet.document(), [], [wire.data.wire]));
    },
  });
}
