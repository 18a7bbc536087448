// Carries the host contract over one IPC channel: a port for each window, opened by its first message and closed when its page
// goes away. Messages from anything but the main frame of our own page are refused. What the messages mean is hosts/rpc.ts's.

import { ipcMain, type IpcMainEvent, type WebContents } from 'electron';
import { isPageUrl } from './origin.ts';

/** A document may have 8 MiB and its JSON is escaped once more on the way; nothing legitimate is larger than this. */
const maxMessageBytes = 32 * 1024 * 1024;

const channel = 'rpc';

export interface RpcPort {
  /** Sends one message to the page; a page that is gone gets nothing. */
  send(message: string | ArrayBufferLike | ArrayBufferView): void;
}

export interface RpcReceiver {
  /** One message of one page. May reject; a rejection is reported and ends nothing but that message. */
  message(port: RpcPort, message: string | Uint8Array): Promise<void>;
  /** The page of this port is gone: everything that it asked for ends. */
  close(port: RpcPort): void;
}

/** Gives every message of every window to `receiver`; `report` gets one sentence for each message that was refused. */
export function acceptRpc(receiver: RpcReceiver, report: (sentence: string) => void): void {
  const ports = new Map<number, RpcPort>();

  const close = (id: number): void => {
    const port = ports.get(id);
    if (port === undefined) return;
    ports.delete(id);
    receiver.close(port);
  };

  const open = (contents: WebContents): RpcPort => {
    const port: RpcPort = {
      send(message) {
        if (ports.get(contents.id) === port && !contents.isDestroyed()) contents.send(channel, message);
      },
    };
    ports.set(contents.id, port);
    return port;
  };

  const watched = new WeakSet<WebContents>();
  const watch = (contents: WebContents): void => {
    if (watched.has(contents)) return;
    watched.add(contents);
    const { id } = contents;
    // A reload is another page: what the former one had asked for ends with it.
    contents.on('did-navigate', () => close(id));
    contents.on('render-process-gone', () => close(id));
    contents.on('destroyed', () => close(id));
  };

  ipcMain.on(channel, (event, message: unknown) => {
    const problem = refusal(event, message);
    if (problem !== undefined) {
      report(`A message to the main process was refused: ${problem}.`);
      return;
    }
    watch(event.sender);
    const port = ports.get(event.sender.id) ?? open(event.sender);
    receiver.message(port, message as string | Uint8Array).catch((thrown: unknown) => {
      report(
        `A message to the main process could not be read: ${thrown instanceof Error ? thrown.message : 'unknown'}.`,
      );
    });
  });
}

/** Why a message is refused, or undefined when it may pass. */
function refusal(event: IpcMainEvent, message: unknown): string | undefined {
  const frame = event.senderFrame;
  if (frame === null || frame !== event.sender.mainFrame) return 'it comes from a frame inside the page';
  if (!isPageUrl(frame.url)) return 'it comes from another address than the page';
  if (typeof message !== 'string' && !(message instanceof Uint8Array)) return 'it is neither text nor bytes';
  if (message.length > maxMessageBytes) return 'it is too large';
  return undefined;
}
