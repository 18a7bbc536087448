// A message to the models of the run at their next steps. Enter sends, Shift+Enter begins a new line.

import { CornerDownLeft } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/Button.tsx';
import { TextArea } from '../ui/Fields.tsx';
import { Select } from '../ui/Select.tsx';
import { useRun, useWorkspace } from '../workspace.ts';

const everybody = '';

export function SteerBox() {
  const t = useWords();
  const { steer } = useWorkspace();
  const agents = useRun((run) => agentsAtWork(run.view));
  const [text, setText] = useState('');
  const [to, setTo] = useState(everybody);
  const names = agents === '' ? [] : agents.split('\n');
  const told = names.includes(to) ? to : everybody;
  const send = () => {
    const message = text.trim();
    if (message === '') return;
    setText('');
    // What could not be sent comes back, unless something else has been written since.
    void steer(told === everybody ? null : told, message).then((sent) => {
      if (!sent) setText((since) => (since === '' ? message : since));
    });
  };
  return (
    <form
      className="sticky bottom-0 z-10 flex shrink-0 flex-col gap-1 border-t bg-pane p-2"
      aria-label={t('steer.name')}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {names.length > 1 && (
        <Select
          quiet
          name={t('steer.to')}
          value={told}
          options={[
            { value: everybody, label: t('steer.everybody') },
            ...names.map((name) => ({ value: name, label: name })),
          ]}
          onChange={setTo}
        />
      )}
      <div className="flex items-end gap-1">
        <TextArea
          className="max-h-40! min-h-7! flex-1"
          rows={1}
          aria-label={t('steer.name')}
          placeholder={t('steer.hint')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            // Ctrl+Enter is the window's.
            const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
            if (event.key !== 'Enter' || !plain || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <IconButton name={t('steer.send')} keys="Enter" type="submit" look="plain" disabled={text.trim() === ''}>
          <CornerDownLeft size={15} />
        </IconButton>
      </div>
    </form>
  );
}

// In one text, so that the box is drawn again only when they change.
function agentsAtWork({
  nodes,
}: {
  readonly nodes: Readonly<Record<string, { readonly status: string; readonly steps: number }>>;
}): string {
  return Object.entries(nodes)
    .filter(([, node]) => node.steps > 0 && (node.status === 'running' || node.status === 'asking'))
    .map(([activation]) => activation)
    .join('\n');
}
