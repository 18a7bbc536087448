// Where a handle points on this machine, and the button that binds it.

import { FileText, FolderOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { toEnvelope, type ErrorEnvelope } from '../../shared/errors.ts';
import type { Handle } from '../../shared/pipeline/document.ts';
import { useSheet } from '../document/sheet.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Failure } from '../ui/Notice.tsx';
import { Select } from '../ui/Select.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';

export function Binding({ handle, kind }: { readonly handle: string; readonly kind: Handle['kind'] }) {
  const t = useWords();
  const { open } = useSheet();
  const { host } = useWorkspace();
  const canChoose = useWorkspaceState((state) => state.about?.canChooseFolders === true);
  const bound = useStore(open.store, (state) => state.handles).find(({ name }) => name === handle)?.bound ?? null;
  const [roots, setRoots] = useState<readonly { readonly id: string; readonly title: string; readonly path: string }[]>(
    [],
  );
  const [failure, setFailure] = useState<ErrorEnvelope | null>(null);

  useEffect(() => {
    if (!canChoose) host['handles.roots']({}).then(setRoots, (thrown: unknown) => setFailure(toEnvelope(thrown)));
  }, [host, canChoose]);

  // A handle is bound to a saved pipeline, so what declares it is saved first.
  const bind = async (root: string | null) => {
    setFailure(null);
    try {
      const id = await open.save();
      const now =
        root === null && canChoose
          ? await host['handles.choose']({ id, handle })
          : await host['handles.bind']({ id, handle, root });
      if (now !== null) open.setHandles(now);
    } catch (thrown) {
      setFailure(toEnvelope(thrown));
    }
  };
  const Icon = kind === 'folder' ? FolderOpen : FileText;

  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex min-w-0 items-center gap-2 text-caption">
        <Icon size={12} className={`shrink-0 ${bound === null ? 'text-wait' : 'text-dim'}`} />
        <span
          className={`min-w-0 flex-1 truncate ${bound === null ? 'text-wait' : 'text-dim'}`}
          title={bound ?? undefined}
        >
          {bound ?? t(`handle_unbound.${kind}`)}
        </span>
        {canChoose && (
          <Button className="h-6 px-2 text-dense" onClick={() => void bind(null)}>
            {t(`handle_choose.${kind}`)}
          </Button>
        )}
      </div>
      {!canChoose && roots.length > 0 && (
        <Select
          name={t(`handle_choose.${kind}`)}
          value=""
          options={[
            { value: '', label: t(`handle_choose.${kind}`), disabled: true },
            ...roots.map((root) => ({ value: root.id, label: root.title, detail: root.path })),
          ]}
          onChange={(root) => void bind(root)}
        />
      )}
      {failure !== null && <Failure error={failure} />}
    </div>
  );
}
