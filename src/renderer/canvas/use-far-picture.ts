// What the picture from afar and the map show of each node and wire, in the plain values that they take.

import { useCallback, useMemo } from 'react';
import { useSheet } from '../document/sheet.ts';
import { useOptionalWords } from '../i18n/words.ts';
import { statusOfNode } from '../run/node-status.ts';
import { useStable } from '../ui/use-stable.ts';
import { useWorkspace } from '../workspace.ts';
import type { NodeElement, SheetElement, WireElement } from './elements.ts';
import type { NodeFace, PictureWire } from './layers/picture.ts';

export interface FarPictureParts {
  readonly wires: readonly PictureWire[];
  readonly faceOf: (id: string) => NodeFace | undefined;
  readonly onFaces: (changed: () => void) => () => void;
}

const noWires: readonly PictureWire[] = [];

/** `far`: whether the picture is shown; without it no wires are made. */
export function useFarPicture(
  elements: readonly SheetElement[],
  wires: readonly WireElement[],
  far: boolean,
): FarPictureParts {
  const workspace = useWorkspace();
  const { levels, open, within } = useSheet();
  const word = useOptionalWords();
  // What of a face does not change with a run is made once: a picture asks for a thousand faces.
  const faces = useMemo(() => {
    const nodes = elements.filter((element): element is NodeElement => element.type === 'node');
    const prefix = within.map((name) => `${name}/`).join('');
    return new Map(
      nodes.map(({ id, data: { shape } }) => {
        const { node, card } = shape;
        const face = {
          title: node.title ?? word(`kind.${node.kind}`, card?.title ?? node.kind),
          agent: card?.performer === 'agent',
          muted: node.mute === true || node.bypass === true,
          unknown: card === null,
        };
        return [id, { face, pin: `${prefix}${id}` }];
      }),
    );
  }, [elements, within, word]);
  // Ports follow from the data of nodes, so a drag leaves the wires as they are: their ends are counted from the nodes' corners.
  const shapes = useMemo(() => {
    const places = new Map<string, NodeElement['handles']>();
    for (const element of elements) if (element.type === 'node') places.set(element.id, element.handles);
    return places;
  }, [elements]);
  const drawn = useMemo(
    () => (far ? wires.flatMap((wire) => pictureWire(wire, shapes)) : noWires),
    [far, wires, shapes],
  );
  const faceOf = useStable((id: string): NodeFace | undefined => {
    const found = faces.get(id);
    if (found === undefined) return undefined;
    return {
      ...found.face,
      status: statusOfNode(workspace.run.store.getState(), id, levels)?.status ?? null,
      changed: workspace.insights.getState().changed.has(id),
      pinned: open.store.getState().pins[found.pin] !== undefined,
    };
  });
  const onFaces = useCallback(
    (changed: () => void) => {
      const ends = [
        workspace.run.store.subscribe((now, before) => {
          if (
            now.view.nodes !== before.view.nodes ||
            now.view.steps !== before.view.steps ||
            now.view.status !== before.view.status ||
            now.phase !== before.phase
          )
            changed();
        }),
        workspace.insights.subscribe(changed),
        open.store.subscribe((now, before) => {
          if (now.pins !== before.pins) changed();
        }),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
    [workspace, open],
  );
  return { wires: drawn, faceOf, onFaces };
}

function pictureWire(wire: WireElement, ports: ReadonlyMap<string, NodeElement['handles']>): PictureWire[] {
  const end = (node: string, port: string | null | undefined, type: 'source' | 'target') => {
    const place = ports.get(node)?.find((one) => one.id === port && one.type === type);
    return place === undefined
      ? null
      : { node, x: place.x + (place.width ?? 0) / 2, y: place.y + (place.height ?? 0) / 2 };
  };
  const from = end(wire.source, wire.sourceHandle, 'source');
  const to = end(wire.target, wire.targetHandle, 'target');
  if (from === null || to === null) return [];
  const look = wire.type === 'tool' ? 'tool' : (wire.data?.port?.type ?? 'json');
  return [{ from, to, look, selected: wire.selected === true }];
}
