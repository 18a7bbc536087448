// The list of open windows, which the application and the windows themselves both need.

export interface ListedWindow {
  readonly id: number;
  destroy(): void;
}

const open = new Map<number, ListedWindow>();
let lastClosed: () => void = () => {};

/** The open windows, oldest first. */
export function allWindows(): readonly ListedWindow[] {
  return [...open.values()];
}

export function addWindow(window: ListedWindow): void {
  open.set(window.id, window);
}

/** Takes a window off the list, once; the last one is told to `onLastWindowClosed`. */
export function removeWindow(id: number): void {
  if (open.delete(id) && open.size === 0) lastClosed();
}

export function onLastWindowClosed(listener: () => void): void {
  lastClosed = listener;
}
