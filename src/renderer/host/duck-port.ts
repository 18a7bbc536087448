// The preload's bridge in the shape of a message port, so that oRPC's port link can speak over it.

/** What the desktop window's preload puts on `window.longline`. */
export interface Bridge {
  readonly platform: string;
  send(message: string | Uint8Array): void;
  onMessage(receive: (message: string | Uint8Array) => void): () => void;
}

/** A port over the bridge; it lives as long as the page and never closes. */
export function duckPort(bridge: Bridge): Pick<MessagePort, 'addEventListener' | 'postMessage'> {
  return {
    postMessage: (message: unknown) => bridge.send(message as string | Uint8Array),
    addEventListener: (type: string, listener: unknown) => {
      if (type === 'message') bridge.onMessage((message) => (listener as (event: unknown) => void)({ data: message }));
    },
  };
}
