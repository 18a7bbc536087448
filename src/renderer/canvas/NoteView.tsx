// A sticky note: words beside the nodes, with Markdown, in one of a few colours. It is part of the picture and of no run.

import { NodeResizer, type NodeProps } from '@xyflow/react';
import { memo, useRef } from 'react';
import { changeNote } from '../document/gestures.ts';
import { useSheet } from '../document/sheet.ts';
import { useWords } from '../i18n/words.ts';
import { Markdown } from '../ui/markdown/Markdown.tsx';
import { useCanvasState, useCanvasStore } from './canvas-state.ts';
import { colourOf } from './colours.ts';
import type { NoteElement } from './elements.ts';

export const NoteView = memo(function NoteView({ id, data: { note }, selected }: NodeProps<NoteElement>) {
  const t = useWords();
  const sheet = useSheet();
  const canvas = useCanvasStore();
  const typing = useCanvasState((state) => state.typing === id);
  return (
    <div className={`note colour-${colourOf(note.colour)} ${selected ? 'is-selected' : ''}`}>
      <NodeResizer
        isVisible={selected}
        minWidth={120}
        minHeight={60}
        lineClassName="resize-line"
        handleClassName="resize-handle"
        onResizeEnd={(_, { x, y, width, height }) =>
          sheet.edit(
            changeNote(sheet.document(), note.id, {
              position: { x: Math.round(x), y: Math.round(y) },
              width: Math.round(width),
              height: Math.round(height),
            }),
          )
        }
      />
      {typing ? (
        <NoteText
          name={t('note.text')}
          text={note.text}
          onDone={(text) => {
            canvas.setState({ typing: null });
            if (text !== null && text !== note.text) sheet.edit(changeNote(sheet.document(), note.id, { text }));
          }}
        />
      ) : (
        <div className="h-full overflow-hidden" onDoubleClick={() => canvas.setState({ typing: id })}>
          {note.text === '' ? <p className="text-dim">{t('note.empty')}</p> : <Markdown text={note.text} />}
        </div>
      )}
    </div>
  );
});

function NoteText({
  name,
  text,
  onDone,
}: {
  readonly name: string;
  readonly text: string;
  readonly onDone: (text: string | null) => void;
}) {
  const done = useRef(false);
  const finish = (next: string | null) => {
    if (done.current) return;
    done.current = true;
    onDone(next);
  };
  return (
    <textarea
      autoFocus
      aria-label={name}
      defaultValue={text}
      className="nodrag nopan nowheel size-full resize-none bg-transparent outline-none"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') finish(event.currentTarget.value);
      }}
      onBlur={(event) => finish(event.currentTarget.value)}
    />
  );
}
