// A group: a frame around nodes that belong together, with a title by which all of them are dragged.

import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { renameGroup } from '../document/gestures.ts';
import { useSheet } from '../document/sheet.ts';
import { useWords } from '../i18n/words.ts';
import { useCanvasState, useCanvasStore } from './canvas-state.ts';
import { colourOf } from './colours.ts';
import type { GroupElement } from './elements.ts';
import { TitleField } from '../ui/TitleField.tsx';

export const GroupView = memo(function GroupView({ id, data: { group }, selected }: NodeProps<GroupElement>) {
  const t = useWords();
  const sheet = useSheet();
  const canvas = useCanvasStore();
  const typing = useCanvasState((state) => state.typing === id);
  return (
    <div className={`group-frame colour-${colourOf(group.colour ?? 'grey')} ${selected ? 'is-selected' : ''}`}>
      <div
        className="group-handle flex h-7 items-center px-2 font-medium"
        onDoubleClick={() => canvas.setState({ typing: id })}
      >
        {typing ? (
          <TitleField
            name={t('group.name')}
            value={group.title}
            onDone={(title) => {
              canvas.setState({ typing: null });
              if (title !== null && title !== '' && title !== group.title)
                sheet.edit(renameGroup(sheet.document(), group.id, title));
            }}
          />
        ) : (
          <span className="truncate">{group.title}</span>
        )}
      </div>
    </div>
  );
});
