// The application's menu: the platform's usual entries, and a second window. Longline's own commands are in the page.

import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly openWindow: () => void;
  /** Reload and developer tools, which a packaged application does not offer. */
  readonly developing: boolean;
}

/** Puts the menu in place for all windows. */
export function setMenu(actions: MenuActions): void {
  const onMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(onMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: actions.openWindow },
        { type: 'separator' },
        onMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    { label: 'View', submenu: [...(actions.developing ? developerItems : []), ...viewItems] },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

const viewItems: readonly MenuItemConstructorOptions[] = [
  { role: 'resetZoom' },
  { role: 'zoomIn' },
  { role: 'zoomOut' },
  { type: 'separator' },
  { role: 'togglefullscreen' },
];

const developerItems: readonly MenuItemConstructorOptions[] = [
  { role: 'reload' },
  { role: 'toggleDevTools' },
  { type: 'separator' },
];
