// What keeps a large canvas steady: functions that stay the same, sizes that are not measured, a layer of its own while it moves.

import { useOnViewportChange, useStoreApi } from '@xyflow/react';
import { useCallback, useInsertionEffect, useRef, useState } from 'react';

/**
 * A function that stays the same and does what the newest one does. The canvas library hands what it is given to every wire and node: a
 * new function would draw them all again. Not to be called while rendering.
 */
export function useSteady<Arguments extends readonly unknown[], Result>(
  newest: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  const kept = useRef(newest);
  useInsertionEffect(() => {
    kept.current = newest;
  });
  return useCallback((...given: Arguments) => kept.current(...given), []);
}

/**
 * Nodes are not measured: every element comes with `width`, `height`, `measured` and `handles`, so that only those in view are ever put
 * into the page. To be called beneath the provider, in the component that renders the canvas.
 */
export function useGivenSizes(): void {
  const store = useStoreApi();
  // Before the canvas first renders, because its observer of sizes keeps the function that it finds then.
  useState(() => store.setState({ updateNodeInternals: () => undefined }));
}

/** Gives what is moved a layer of its own while it moves, and draws it sharp again afterwards. */
export function useMovingLayer(): void {
  const store = useStoreApi();
  const mark = useCallback((moving: boolean) => store.getState().domNode?.classList.toggle('moving', moving), [store]);
  useOnViewportChange({
    onStart: useCallback(() => mark(true), [mark]),
    onEnd: useCallback(() => mark(false), [mark]),
  });
}
