// Opens the one connection of the page: over the preload's bridge in the desktop window, over a WebSocket to the page's own origin in
// the browser host. Both give the same Host; only the browser's connection can be lost, and it opens itself again.

import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { WebSocket as ReconnectingSocket } from 'partysocket';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Host } from '../../shared/api/table.ts';
import { duckPort, type Bridge } from './duck-port.ts';
import { hostOver, type Link } from './host-client.ts';

/** `refused`: it could not be opened even once, for instance because the token is wrong. */
export type ConnectionStatus = 'connecting' | 'open' | 'lost' | 'refused';

export interface Connection {
  readonly host: Host;
  readonly status: StoreApi<{ readonly status: ConnectionStatus }>;
}

const tokenKey = 'longline.token';

/** Connects to the host that this page belongs to. */
export function connect(): Connection {
  const bridge = (window as { readonly longline?: Bridge }).longline;
  return bridge === undefined ? connectSocket(takeToken()) : connectBridge(bridge);
}

function connectBridge(bridge: Bridge): Connection {
  return {
    host: hostOver(new PortLink({ port: duckPort(bridge) }) as unknown as Link),
    status: createStore(() => ({ status: 'open' as ConnectionStatus })),
  };
}

function connectSocket(token: string | null): Connection {
  const status = createStore<{ readonly status: ConnectionStatus }>(() => ({ status: 'connecting' }));
  const socket = new ReconnectingSocket(
    `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`,
    ['longline', `token.${token ?? 'none'}`],
    { minReconnectionDelay: 300, maxReconnectionDelay: 5000, minUptime: 0, maxEnqueuedMessages: 0 },
  );
  let opened = false;
  socket.addEventListener('open', () => {
    opened = true;
    status.setState({ status: 'open' });
  });
  socket.addEventListener('close', () => status.setState({ status: opened ? 'lost' : 'refused' }));
  return { host: hostOver(new SocketLink({ websocket: socket as unknown as WebSocket }) as unknown as Link), status };
}

// The token comes in the address's fragment, which is never sent; it is kept for reloads of this tab and leaves the address bar.
function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return sessionStorage.getItem(tokenKey);
  sessionStorage.setItem(tokenKey, given);
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}
