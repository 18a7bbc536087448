// The source that a passage points into, scrolled to the passage's span.

import { useEffect, useRef, useState } from 'react';
import type { ApiOutput } from '../../shared/api/table.ts';
import { toEnvelope, type ErrorEnvelope } from '../../shared/errors.ts';
import { useWords } from '../i18n/words.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { visible } from '../ui/hidden-characters.ts';
import { Failure, Loading } from '../ui/Notice.tsx';
import { useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';

export function SourceDialog() {
  const t = useWords();
  const { host, set } = useWorkspace();
  const source = useWorkspaceState((state) => state.source);
  const runId = useRun((run) => run.runId);
  const [found, setFound] = useState<ApiOutput<'sources.read'> | null>(null);
  const [failure, setFailure] = useState<ErrorEnvelope | null>(null);
  const mark = useRef<HTMLElement>(null);

  useEffect(() => {
    setFound(null);
    setFailure(null);
    if (source === null || runId === null) return;
    let left = false;
    host['sources.read']({ runId, folder: source.folder, file: source.file }).then(
      (read) => left || setFound(read),
      (thrown: unknown) => left || setFailure(toEnvelope(thrown)),
    );
    return () => {
      left = true;
    };
  }, [host, source, runId]);
  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' });
  }, [found]);

  return (
    <Dialog
      large
      open={source !== null}
      onClose={() => set({ source: null })}
      title={visible(found?.title ?? source?.file ?? '')}
    >
      {failure !== null && <Failure error={failure} />}
      {found === null && failure === null && <Loading text={t('common.loading')} />}
      {found !== null && source !== null && (
        <>
          <p className="mb-3 text-caption text-dim">{[found.date, found.file].filter(Boolean).join(' · ')}</p>
          <div className="whitespace-pre-wrap break-words">
            {visible(found.text.slice(0, source.start))}
            <mark ref={mark} className="rounded-sm bg-mark text-ink">
              {visible(found.text.slice(source.start, source.end))}
            </mark>
            {visible(found.text.slice(source.end))}
          </div>
        </>
      )}
    </Dialog>
  );
}
