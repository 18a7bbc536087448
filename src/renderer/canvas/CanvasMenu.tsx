// The menu of the canvas, opened by the right button, by the menu key or by a node's own button: what can be done with what is there.

import { ContextMenu as Base } from '@base-ui/react/context-menu';
import { useState, type ReactElement } from 'react';
import { actionContext, perform } from '../actions/action.ts';
import { actionOf } from '../actions/index.ts';
import { colourGroup, changeNote } from '../document/gestures.ts';
import { useSheet } from '../document/sheet.ts';
import { useWords, type MessageKey } from '../i18n/words.ts';
import { Keys } from '../ui/Keys.tsx';
import { useWorkspace } from '../workspace.ts';
import { colours } from './colours.ts';
import { thingOf } from './elements.ts';

type Target = 'node' | 'wire' | 'note' | 'group' | 'pane';

const menus: Readonly<Record<Target, readonly (readonly string[])[]>> = {
  node: [
    ['open', 'rename', 'wires'],
    ['run-from', 'run-to', 'pin'],
    ['mute', 'bypass', 'collapse'],
    ['copy', 'cut', 'duplicate'],
    ['group', 'extract', 'inline', 'layout'],
    ['delete', 'delete-reconnect'],
  ],
  wire: [['delete']],
  note: [['rename'], ['delete']],
  group: [['rename', 'ungroup'], ['delete']],
  pane: [['note', 'select-all', 'layout'], ['paste'], ['fit', 'actual-size'], ['find', 'palette']],
};

const item =
  'flex min-h-7 items-center gap-4 rounded-sm px-2 text-base outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-45';

export interface CanvasMenuProps {
  /** Opens the search of kinds at a point of the page. */
  readonly onAdd: (x: number, y: number) => void;
  readonly children: ReactElement;
}

export function CanvasMenu({ onAdd, children }: CanvasMenuProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const sheet = useSheet();
  const [target, setTarget] = useState<{ readonly of: Target; readonly x: number; readonly y: number }>({
    of: 'pane',
    x: 0,
    y: 0,
  });
  const context = actionContext(workspace, t);
  const { selection } = context.state;
  return (
    <Base.Root>
      <Base.Trigger
        render={<div className="h-full" />}
        onContextMenu={(event) => {
          const element = event.target instanceof Element ? event.target : null;
          const node = element?.closest('.react-flow__node')?.getAttribute('data-id');
          const wire = element?.closest('.react-flow__edge')?.getAttribute('data-id');
          const { clientX: x, clientY: y } = event;
          if (typeof node === 'string') {
            const { of, id } = thingOf(node);
            const key = `${of}s` as 'nodes' | 'notes' | 'groups';
            if (!selection[key].includes(id)) {
              const alone = { nodes: [], wires: [], notes: [], groups: [], [key]: [id] };
              workspace.set({ selection: alone, selected: alone.nodes });
            }
            setTarget({ of, x, y });
          } else if (typeof wire === 'string') {
            workspace.set({ selection: { nodes: [], notes: [], groups: [], wires: [wire] }, selected: [] });
            setTarget({ of: 'wire', x, y });
          } else setTarget({ of: 'pane', x, y });
        }}
      >
        {children}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="z-50">
          <Base.Popup className="max-h-[70vh] min-w-52 overflow-auto rounded-md border bg-surface p-1 shadow-float outline-none">
            {target.of === 'pane' && (
              <Base.Item className={item} onClick={() => onAdd(target.x, target.y)}>
                <span className="flex-1">{t('do.add_node')}</span>
                <Keys keys="Tab" />
              </Base.Item>
            )}
            {menus[target.of].map((ids, section) => (
              <Base.Group key={ids.join()}>
                {(section > 0 || target.of === 'pane') && <Base.Separator className="my-1 h-px bg-line" />}
                {ids.map((id) => {
                  const action = actionOf(id);
                  const able = action.enabled?.(context) !== false;
                  if (!able && ['open', 'inline', 'delete-reconnect', 'extract'].includes(id)) return null;
                  return (
                    <Base.Item
                      key={id}
                      disabled={!able}
                      className={`${item} ${id === 'delete' ? 'text-fail' : ''}`}
                      onClick={() => perform(action, actionContext(workspace, t))}
                    >
                      <span className="flex-1">{t(action.nameNow?.(context) ?? action.name)}</span>
                      {action.keys[0] !== undefined && <Keys keys={action.keys[0]} />}
                    </Base.Item>
                  );
                })}
              </Base.Group>
            ))}
            {(target.of === 'note' || target.of === 'group') && (
              <div className="flex gap-1 border-t px-2 pt-1.5 pb-1" role="group" aria-label={t('colour.name')}>
                {colours.map((colour) => (
                  <Base.Item
                    key={colour}
                    aria-label={t(`colour.${colour}` as MessageKey)}
                    className={`swatch colour-${colour} size-5 rounded-full border outline-none data-[highlighted]:ring-2 data-[highlighted]:ring-accent`}
                    onClick={() => {
                      const document = sheet.document();
                      for (const id of selection.notes) sheet.edit(changeNote(document, id, { colour }));
                      for (const id of selection.groups) sheet.edit(colourGroup(document, id, colour));
                    }}
                  />
                ))}
              </div>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
