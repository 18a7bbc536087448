// A folder of the document by its name, and where that name points on this machine. Paths never come from here: the host opens its own
// dialog or offers its own roots.

import { FolderOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toEnvelope, type ErrorEnvelope } from '../../../shared/errors.ts';
import { declareHandle } from '../../document/gestures.ts';
import { useWords } from '../../i18n/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { Select } from '../../ui/Select.tsx';
import { useDocument, useWorkspace, useWorkspaceState } from '../../workspace.ts';
import type { ControlProps } from './index.tsx';

const fresh = '+';

export function FolderControl({ open, node, field, id, value, onChange }: ControlProps) {
  const t = useWords();
  const { host } = useWorkspace();
  const canChoose = useWorkspaceState((state) => state.about?.canChooseFolders === true);
  const handles = useDocument(open, (state) => state.document.handles) ?? {};
  const bound = useDocument(open, (state) => state.handles).find(({ name }) => name === value)?.bound ?? null;
  const [roots, setRoots] = useState<readonly { readonly id: string; readonly title: string; readonly path: string }[]>(
    [],
  );
  const [failure, setFailure] = useState<ErrorEnvelope | null>(null);
  const name = typeof value === 'string' ? value : '';

  useEffect(() => {
    if (!canChoose) host['handles.roots']({}).then(setRoots, (thrown: unknown) => setFailure(toEnvelope(thrown)));
  }, [host, canChoose]);

  // A handle is bound to a saved pipeline, so what declares it is saved first.
  const bind = async (root: string | null) => {
    setFailure(null);
    try {
      const pipeline = await open.save();
      const now =
        root === null && canChoose
          ? await host['handles.choose']({ id: pipeline, handle: name })
          : await host['handles.bind']({ id: pipeline, handle: name, root });
      if (now !== null) open.setHandles(now);
    } catch (thrown) {
      setFailure(toEnvelope(thrown));
    }
  };

  return (
    <div className="flex flex-col gap-1.5">
      <Select
        id={id}
        name={field.title}
        value={name}
        options={[
          ...Object.entries(handles).map(([key, handle]) => ({ value: key, label: handle.title, detail: key })),
          { value: fresh, label: t('folder.new') },
        ]}
        onChange={(next) => {
          if (next !== fresh) onChange(next);
          else open.edit(declareHandle(open.store.getState().document, node, field.name, t('folder.title')).edit);
        }}
      />
      {name !== '' && (
        <div className="flex items-center gap-2 text-caption">
          <span
            className={`min-w-0 flex-1 truncate ${bound === null ? 'text-wait' : 'text-dim'}`}
            title={bound ?? undefined}
          >
            {bound ?? t('folder.unbound')}
          </span>
          {canChoose && (
            <Button onClick={() => void bind(null)}>
              <FolderOpen size={14} />
              {t('folder.choose')}
            </Button>
          )}
        </div>
      )}
      {name !== '' && !canChoose && roots.length > 0 && (
        <Select
          name={t('folder.choose')}
          value=""
          options={[
            { value: '', label: t('folder.choose'), disabled: true },
            ...roots.map((root) => ({ value: root.id, label: root.title, detail: root.path })),
          ]}
          onChange={(root) => void bind(root)}
        />
      )}
      {failure !== null && <Failure error={failure} />}
    </div>
  );
}
