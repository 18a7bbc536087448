// Copy, cut and paste by the browser's own events: the clipboard holds text that pastes into another window, a file or a chat message.

import { useEffect, type RefObject } from 'react';
import { clipboardText, clipFromText } from '../document/clipboard.ts';
import { incomingOf, insert, pasteKeepingWires, pieceOf, remove } from '../document/gestures.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { Sheet } from '../document/sheet.ts';
import type { Point } from '../../shared/pipeline/view/placement.ts';
import { useStable } from '../ui/use-stable.ts';
import { useWorkspace } from '../workspace.ts';
import { boxesOf } from './elements.ts';
import type { Elements } from './use-elements.ts';

export interface ClipboardParts {
  readonly pane: RefObject<HTMLDivElement | null>;
  readonly sheet: Sheet;
  readonly catalog: Catalog;
  readonly elements: Elements;
  readonly pointed: () => Point;
}

/** Listens to the clipboard for as long as the canvas is there. */
export function useClipboard({ pane, sheet, catalog, elements, pointed }: ClipboardParts): void {
  const workspace = useWorkspace();
  const isHere = (event: Event) => {
    const target = event.target instanceof Element ? event.target : null;
    const inCanvas = target === globalThis.document.body || pane.current?.contains(target) === true;
    return inCanvas && target?.closest('input, textarea, .cm-editor') === null;
  };
  const onCopy = useStable((event: ClipboardEvent) => {
    const ids = new Set(workspace.store.getState().selection.nodes);
    if (!isHere(event) || ids.size === 0 || getSelection()?.toString() !== '') return;
    const document = sheet.document();
    const piece = pieceOf(document, ids, boxesOf(elements.current().nodes));
    event.clipboardData?.setData('text/plain', clipboardText(piece, incomingOf(document, ids)));
    event.preventDefault();
    if (event.type !== 'cut') return;
    sheet.edit(remove(document, [...ids], []));
    workspace.select([]);
  });
  const withWires = useStable((event: KeyboardEvent) => {
    keepWires = (event.ctrlKey || event.metaKey) && event.shiftKey && event.code === 'KeyV';
  });
  const onPaste = useStable((event: ClipboardEvent) => {
    if (!isHere(event)) return;
    const found = clipFromText(event.clipboardData?.getData('text/plain') ?? '');
    if (found === null) return;
    event.preventDefault();
    const document = sheet.document();
    const added = keepWires
      ? pasteKeepingWires(document, found.piece, pointed(), found.incoming, catalog)
      : insert(document, found.piece, pointed(), 'edit.paste', catalog);
    elements.selectNext({ nodes: added.ids });
    sheet.edit(added.edit);
  });
  useEffect(() => {
    const { document } = globalThis;
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCopy);
    document.addEventListener('paste', onPaste);
    document.addEventListener('keydown', withWires, true);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCopy);
      document.removeEventListener('paste', onPaste);
      document.removeEventListener('keydown', withWires, true);
    };
  }, [onCopy, onPaste, withWires]);
}

// The paste event does not say which keys made it.
let keepWires = false;
