// A document before it is taken in: what it is, what it is made of, what it may touch and what is wrong with it; or why it cannot be read.

import { CircleAlert, FileInput, Folder, ShieldCheck, ShieldQuestion, TriangleAlert } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { toEnvelope, type ErrorEnvelope } from '../../../shared/errors.ts';
import type { Problem } from '../../../shared/pipeline/check.ts';
import type { PipelineDocument } from '../../../shared/pipeline/document.ts';
import { levelOf } from '../../../shared/pipeline/edits.ts';
import { insert } from '../../document/gestures.ts';
import { levelOfProblem } from '../../document/insights.ts';
import { sheetOf } from '../../document/sheet.ts';
import { errorText, problemText } from '../../i18n/said.ts';
import { useLanguage, useOptionalWords, useWords, type MessageKey } from '../../i18n/words.ts';
import { inTitles } from '../../inspector/in-titles.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { count } from '../../ui/format.ts';
import { visible } from '../../ui/hidden-characters.ts';
import { Failure } from '../../ui/Notice.tsx';
import { useWorkspace, useWorkspaceState } from '../../workspace.ts';
import { Tag } from '../Chip.tsx';
import type { DocumentFacts } from '../document-facts.ts';
import { chooseFileToImport } from '../files.ts';
import { KindChips } from '../KindChips.tsx';
import { PipelinePicture } from '../PipelinePicture.tsx';
import { previewImport, type ImportPreview, type Refusal } from './preview-import.ts';

export function ImportDialog() {
  const t = useWords();
  const { set } = useWorkspace();
  const overlay = useWorkspaceState((state) => state.overlay);
  const shown = overlay?.of === 'import' ? overlay : null;
  return (
    <Dialog large open={shown !== null} onClose={() => set({ overlay: null })} title={t('import.title')}>
      {shown !== null && <Import key={shown.text} text={shown.text} name={shown.name} />}
    </Dialog>
  );
}

function Import({ text, name }: { readonly text: string; readonly name: string }) {
  const t = useWords();
  const workspace = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  const open = useWorkspaceState((state) => state.open);
  const preview = useMemo(() => (catalog === null ? null : previewImport(text, catalog)), [text, catalog]);
  const [failure, setFailure] = useState<ErrorEnvelope | null>(null);
  const [busy, setBusy] = useState(false);
  const close = () => workspace.set({ overlay: null });

  const takeIn = async (document: PipelineDocument) => {
    setBusy(true);
    setFailure(null);
    await workspace.importPipeline(document);
    setBusy(false);
    const { library, open: opening } = workspace.store.getState().failures;
    if (library === undefined && opening === undefined) close();
    else setFailure(library ?? opening ?? null);
  };
  const paste = (document: PipelineDocument) => {
    const state = workspace.store.getState();
    if (state.open === null) return;
    try {
      const sheet = sheetOf(state.open, state.levels);
      const at = state.canvas?.pointed() ?? { x: 0, y: 0 };
      const { edit, ids } = insert(sheet.document(), document, at, 'edit.paste', state.catalog ?? undefined);
      sheet.edit(edit);
      close();
      workspace.select(ids);
      state.canvas?.selectAdded({ nodes: ids });
      workspace.say(t('import.pasted', { count: ids.length }), {
        action: { text: t('common.undo'), run: () => void workspace.undo() },
      });
    } catch (thrown) {
      setFailure(toEnvelope(thrown));
    }
  };

  if (preview === null) return null;
  return (
    <div className="flex flex-col gap-4">
      <p className="truncate text-dense text-dim" title={name}>
        {visible(name)}
      </p>
      {preview.can ? <Preview document={preview.document} facts={preview.facts} /> : <Refused preview={preview} />}
      <div className="sticky -bottom-[17px] -mx-4 -mb-4 flex flex-wrap justify-end gap-2 rounded-b-lg border-t bg-surface px-4 pt-3 pb-[13px]">
        {failure !== null && (
          <div className="max-h-[24vh] w-full overflow-auto">
            <Failure error={failure} />
          </div>
        )}
        <Button onClick={close}>{t('common.cancel')}</Button>
        {preview.can ? (
          <>
            {open !== null && preview.document.nodes.length > 0 && (
              <Button disabled={busy} onClick={() => paste(preview.document)}>
                {t('import.here')}
              </Button>
            )}
            <Button look="primary" disabled={busy} onClick={() => void takeIn(preview.document)}>
              <FileInput size={14} /> {t('import.do')}
            </Button>
          </>
        ) : (
          <Button look="primary" onClick={() => chooseFileToImport(workspace)}>
            {t('import.other')}
          </Button>
        )}
      </div>
    </div>
  );
}

function Preview({ document, facts }: { readonly document: PipelineDocument; readonly facts: DocumentFacts }) {
  const t = useWords();
  const [language] = useLanguage();
  const { title, description, tags, author } = document.meta;
  const unknown = facts.kinds.filter(({ card }) => card === null);
  const number = (value: number) => count(value, language);
  return (
    <>
      <div className="rounded-lg border bg-canvas p-2">
        <PipelinePicture picture={facts.picture} className="h-[min(176px,24vh)] w-full" />
      </div>
      <div className="flex flex-col gap-1.5">
        <h3 className="text-title font-semibold break-words">{visible(title)}</h3>
        {description !== undefined && (
          <p className="max-h-32 overflow-auto break-words whitespace-pre-wrap text-soft">{visible(description)}</p>
        )}
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-dense text-dim tabular">
          <span>{t('import.counts', { nodes: number(facts.nodes), wires: number(facts.wires) })}</span>
          {facts.inner > 0 && <span>{t('import.inner', { count: facts.inner })}</span>}
          {author !== undefined && <span className="truncate">{t('import.author', { author: visible(author) })}</span>}
          {tags?.map((tag) => (
            <Tag key={tag}>{visible(tag)}</Tag>
          ))}
        </p>
      </div>
      <Part title={t('import.kinds')}>
        <KindChips kinds={facts.kinds} counts />
        {unknown.length > 0 && (
          <p className="mt-1.5 flex items-start gap-1.5 text-dense text-wait">
            <TriangleAlert size={14} className="mt-0.5 shrink-0" />
            {t('import.unknown', { count: unknown.length })}
          </p>
        )}
      </Part>
      <Part title={t('import.reach')}>
        <Reach facts={facts} unknown={unknown.length > 0} />
      </Part>
      {facts.handles.length > 0 && (
        <Part title={t('import.folders')}>
          <ul className="flex flex-col gap-1.5">
            {facts.handles.map(({ name, handle }) => (
              <li key={name} className="flex items-start gap-2 text-dense">
                <Folder size={14} className="mt-0.5 shrink-0 text-dim" />
                <span className="min-w-0 break-words">
                  {visible(handle.title)}
                  {handle.description !== undefined && (
                    <span className="block text-caption text-dim">{visible(handle.description)}</span>
                  )}
                </span>
              </li>
            ))}
          </ul>
          <p className="mt-1.5 text-caption text-dim">{t('import.folders_hint')}</p>
        </Part>
      )}
      <Problems document={document} facts={facts} />
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h4 className="mb-1.5 text-dense font-semibold text-soft">{title}</h4>
      {children}
    </section>
  );
}

function Reach({ facts, unknown }: { readonly facts: DocumentFacts; readonly unknown: boolean }) {
  const t = useWords();
  const word = useOptionalWords();
  const harmless = facts.reach.length === 0 && facts.agents === 0;
  return (
    <ul className="flex flex-col gap-1 text-dense">
      {facts.agents > 0 && (
        <li className="flex items-start gap-2">
          <ShieldQuestion size={14} className="mt-0.5 shrink-0 text-wait" />
          {t('import.agents', { count: facts.agents })}
        </li>
      )}
      {facts.reach.map(({ reach, kinds }) => (
        <li key={reach} className="flex items-start gap-2">
          <ShieldQuestion
            size={14}
            className={`mt-0.5 shrink-0 ${reach === 'read-local' ? 'text-dim' : 'text-wait'}`}
          />
          <span className="min-w-0 break-words">
            {t(`reach.${reach}`)}
            <span className="ml-1.5 text-caption text-dim">
              {kinds.map((card) => word(`kind.${card.kind}`, card.title)).join(', ')}
            </span>
          </span>
        </li>
      ))}
      {harmless && (
        <li className="flex items-start gap-2">
          <ShieldCheck size={14} className="mt-0.5 shrink-0 text-done" />
          {t('reach.pure')}
        </li>
      )}
      {unknown && <li className="pl-5.5 text-caption text-dim">{t('import.reach_unknown')}</li>}
    </ul>
  );
}

const mostProblems = 40;

function Problems({ document, facts }: { readonly document: PipelineDocument; readonly facts: DocumentFacts }) {
  const t = useWords();
  const word = useOptionalWords();
  const catalog = useWorkspaceState((state) => state.catalog);
  // What is unknown is told above.
  const problems = facts.problems.filter(({ code }) => code !== 'kind.unknown');
  if (problems.length === 0) return null;
  const titled = (problem: Problem) => {
    const level = levelOf(document, levelOfProblem(problem));
    return level === null ? problem : inTitles(problem, level, catalog);
  };
  return (
    <Part title={t('problems.count', { count: problems.length })}>
      <ul className="flex max-h-40 flex-col gap-1 overflow-auto text-dense">
        {problems.slice(0, mostProblems).map((problem) => (
          <li key={`${problem.code}${problem.pointer}`} className="flex items-start gap-2">
            {problem.severity === 'error' ? (
              <CircleAlert size={14} className="mt-0.5 shrink-0 text-fail" />
            ) : (
              <TriangleAlert size={14} className="mt-0.5 shrink-0 text-wait" />
            )}
            <span className="min-w-0 break-words">
              {word(`code.${problem.code}`, '') !== '' && (
                <span className="mr-2 font-medium [&:lang(zh)]:mr-1">{word(`code.${problem.code}`, '')}</span>
              )}
              {visible(problemText(titled(problem)))}
            </span>
          </li>
        ))}
      </ul>
      {problems.length > mostProblems && (
        <p className="text-caption text-dim">{t('import.more', { count: problems.length - mostProblems })}</p>
      )}
      <p className="mt-1 text-caption text-dim">{t('import.problems_hint')}</p>
    </Part>
  );
}

const refusals = {
  newer: { title: 'import.newer', next: 'import.newer_next' },
  foreign: { title: 'import.foreign', next: 'import.foreign_next' },
  not_json: { title: 'import.not_json', next: 'import.not_json_next' },
  too_large: { title: 'import.too_large', next: 'import.too_large_next' },
  mistake: { title: 'import.mistake', next: 'import.mistake_next' },
} as const satisfies Record<Refusal, { readonly title: MessageKey; readonly next: MessageKey }>;

function Refused({ preview }: { readonly preview: Extract<ImportPreview, { can: false }> }) {
  const t = useWords();
  const { title, next } = refusals[preview.refusal];
  return (
    <div role="alert" className="flex gap-3 rounded-lg bg-fail-soft p-4">
      <CircleAlert size={18} className="mt-0.5 shrink-0 text-fail" />
      <div className="flex min-w-0 flex-col gap-1.5 break-words">
        <p className="font-medium">{t(title)}</p>
        <p className="text-soft">{t(next)}</p>
        {preview.refusal !== 'too_large' && <p className="text-dense text-soft">{visible(errorText(preview.error))}</p>}
        <p className="text-caption text-dim">{t('import.untouched')}</p>
      </div>
    </div>
  );
}
