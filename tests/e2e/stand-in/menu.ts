// `Menu`: kept as a tree that a test can read and click. Nothing is drawn, and what a role does is Electron's own.

import { strict, type Members } from './strict.ts';

type Template = readonly Electron.MenuItemConstructorOptions[];

interface Item {
  readonly label: string;
  readonly role: string | undefined;
  readonly submenu: BuiltMenu | undefined;
  click(): void;
}

interface BuiltMenu {
  readonly items: readonly Item[];
}

let applicationMenu: BuiltMenu | null = null;

export const Menu = strict('Menu', {
  buildFromTemplate: build,
  setApplicationMenu(menu: BuiltMenu | null): void {
    applicationMenu = menu;
  },
  getApplicationMenu: () => applicationMenu,
} satisfies Members<typeof Electron.Menu>);

function build(template: Template): BuiltMenu {
  return strict('menu', { items: template.map(buildItem) });
}

function buildItem(options: Electron.MenuItemConstructorOptions): Item {
  return strict('menuItem', {
    label: options.label ?? options.role ?? '',
    role: options.role,
    submenu: Array.isArray(options.submenu) ? build(options.submenu) : undefined,
    click() {
      if (options.click === undefined)
        throw new Error(`The menu item ${options.label ?? options.role ?? '?'} has no click.`);
      options.click({} as never, undefined, {} as never);
    },
  });
}
