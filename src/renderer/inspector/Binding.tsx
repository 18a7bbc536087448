// Where a handle points on this machine, as the value of the control that binds it.

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
  const choose = t(`handle_choose.${kind}`);
  // What it points at is one of those that are offered, or something that was bound elsewhere.
  const offered = roots.filter(({ title }) => title === bound);
  const [only] = offered;
  const chosen = bound === null ? '' : offered.length === 1 && only !== undefined ? only.id : here;
  const first =
    bound === null
      ? [{ value: '', label: choose, disabled: true }]
      : chosen === here
        ? [{ value: here, label: bound }]
        : [];

  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex min-w-0 items-center gap-1.5">
        <Icon size={14} aria-hidden className={`shrink-0 ${bound === null ? 'text-wait' : 'text-dim'}`} />
        {canChoose ? (
          <Button
            className="min-w-0 flex-1"
            aria-label={bound === null ? choose : t('handle_bound', { choose, bound })}
            title={bound ?? undefined}
            onClick={() => void bind(null)}
          >
            <span className="min-w-0 flex-1 truncate text-left">{bound ?? choose}</span>
            {bound !== null && <span className="shrink-0 text-caption text-accent-text">{t('handle_change')}</span>}
          </Button>
        ) : (
          <Select
            name={bound === null ? choose : t('handle_bound', { choose, bound })}
            value={chosen}
            options={[...first, ...roots.map((root) => ({ value: root.id, label: root.title, detail: root.path }))]}
            onChange={(root) => {
              if (root !== here) void bind(root);
            }}
          />
        )}
      </div>
      {bound === null && <p className="text-caption text-wait">{t(`handle_unbound.${kind}`)}</p>}
      {failure !== null && <Failure error={failure} />}
    </div>
  );
}

// Ids of roots are the host's, and none is empty or has a colon.
const here = ':here';
