// `ipcMain`: messages from the preload of a page, with the frame that sent them.

import { EventEmitter } from 'node:events';
import { contentsOf, originOf } from './web-contents.ts';
import { strict, type Members } from './strict.ts';
import { link } from './test-link.ts';

type Invoked = (event: unknown, ...args: unknown[]) => unknown;

const invoked = new Map<string, Invoked>();

const members = Object.assign(new EventEmitter(), {
  handle(channel: string, respond: Invoked): void {
    if (invoked.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    invoked.set(channel, respond);
  },
  removeHandler(channel: string): void {
    invoked.delete(channel);
  },
} satisfies Members<typeof Electron.ipcMain>);

export const ipcMain = strict('ipcMain', members);

interface Sent {
  readonly windowId: number;
  /** The address of the document that sent it, as its preload sees it. */
  readonly frameUrl: string;
  readonly channel: string;
  readonly args: readonly unknown[];
}

link.on('ipc.send', (sent: Sent) => {
  const event = eventOf(sent);
  if (event !== undefined) members.emit(sent.channel, event, ...sent.args);
});

link.on('ipc.invoke', (sent: Sent) => {
  const respond = invoked.get(sent.channel);
  if (respond === undefined) throw new Error(`No handler registered for '${sent.channel}'`);
  return respond(eventOf(sent), ...sent.args);
});

function eventOf({ windowId, frameUrl }: Sent) {
  const sender = contentsOf(windowId);
  if (sender === undefined) return undefined;
  const isMain = originOf(frameUrl) === sender.mainFrame.origin;
  const foreign = { url: frameUrl, origin: originOf(frameUrl) };
  return { sender, senderFrame: isMain ? sender.mainFrame : foreign, type: 'frame' };
}
