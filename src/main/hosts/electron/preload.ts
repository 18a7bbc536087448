// The only thing that the page sees of Electron: one object with one channel for the messages of the host contract. It carries
// text and bytes and understands neither.

import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';

contextBridge.exposeInMainWorld('longline', {
  platform: process.platform,

  /** Sends one message to the main process. */
  send(message: string | Uint8Array): void {
    ipcRenderer.send('rpc', message);
  },

  /** Calls back with each message from the main process, until the returned function is called. */
  onMessage(receive: (message: string | Uint8Array) => void): () => void {
    const listener = (event: IpcRendererEvent, message: string | Uint8Array): void => {
      receive(message);
    };
    ipcRenderer.on('rpc', listener);
    return () => {
      ipcRenderer.removeListener('rpc', listener);
    };
  },
});
