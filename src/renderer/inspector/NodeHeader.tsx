// What a node is, at the top of the inspector: its kind, title and id, and whether it runs, is passed by or keeps what it gave.

import { CircleAlert, Copy, CornerDownRight, EyeOff, Pin, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import { bypassOf, type Problem } from '../../shared/pipeline/check.ts';
import type { PipelineNode } from '../../shared/pipeline/document.ts';
import { pluggedNodes } from '../../shared/pipeline/ports-of.ts';
import type { KindCard } from '../../shared/tool/kind.ts';
import { setBypassed, setMuted, setTitle } from '../document/gestures.ts';
import { useLevel, useSheet, type Sheet } from '../document/sheet.ts';
import { kindHelp } from '../i18n/kind-words.ts';
import { problemText } from '../i18n/said.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/Button.tsx';
import { KindIcon } from '../ui/KindIcon.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { outputsOfNode } from '../run/node-status.ts';
import { useRun, useWorkspaceState } from '../workspace.ts';
import { titleId } from './focus-field.ts';
import { Help } from './Help.tsx';
import { useInTitles } from './in-titles.ts';

export interface NodeHeaderProps {
  readonly node: PipelineNode;
  readonly card: KindCard | null;
  readonly problems: readonly Problem[];
}

export function NodeHeader({ node, card, problems }: NodeHeaderProps) {
  const t = useWords();
  const word = useOptionalWords();
  const sheet = useSheet();
  const titled = useInTitles();
  const kind = word(`kind.${node.kind}`, card?.title ?? node.kind);
  return (
    <header className="flex flex-col gap-2 px-3 pt-3 pb-3">
      <div className="flex min-w-0 items-center gap-2">
        <span className="flex size-7 shrink-0 items-center justify-center rounded-md bg-sunken text-soft">
          <KindIcon name={card?.icon ?? 'circle-help'} size={16} />
        </span>
        <input
          id={titleId(node.id)}
          type="text"
          aria-label={t('inspector.title')}
          spellCheck={false}
          placeholder={kind}
          title={node.title}
          value={node.title ?? ''}
          onChange={(event) =>
            sheet.edit(
              setTitle(sheet.document(), node.id, event.target.value),
              `title ${[...sheet.within, node.id].join(' ')}`,
            )
          }
          className="h-7 min-w-0 flex-1 rounded-md border border-transparent bg-transparent px-1.5 text-title font-semibold placeholder:text-ink hover:border-line-strong/70 focus:bg-surface"
        />
      </div>
      <div className="flex min-w-0 items-center gap-1.5 text-caption text-dim">
        <h2 className="shrink-0 font-medium text-soft">{kind}</h2>
        <span aria-hidden>·</span>
        <code className="min-w-0 truncate font-mono" title={t('inspector.id')}>
          {node.id}
        </code>
        <IconButton
          name={t('inspector.copy_id')}
          className="size-5"
          onClick={() => void navigator.clipboard.writeText(node.id)}
        >
          <Copy size={11} />
        </IconButton>
        {card !== null && <States node={node} sheet={sheet} />}
      </div>
      <Help
        lines={2}
        className="text-dense text-dim"
        text={card === null ? t('node.unknown', { kind: node.kind }) : kindHelp(card)}
      />
      {problems.map((problem) => (
        <p
          key={`${problem.code}${problem.pointer}`}
          className={`flex items-start gap-1.5 rounded-md px-2 py-1.5 text-dense break-words text-ink ${problem.severity === 'error' ? 'bg-fail-soft' : 'bg-wait-soft'}`}
        >
          {problem.severity === 'error' ? (
            <CircleAlert size={14} className="mt-0.5 shrink-0 text-fail" />
          ) : (
            <TriangleAlert size={14} className="mt-0.5 shrink-0 text-wait" />
          )}
          <span className="min-w-0">{problemText(titled(problem), true)}</span>
        </p>
      ))}
    </header>
  );
}

function States({ node, sheet }: { readonly node: PipelineNode; readonly sheet: Sheet }) {
  const t = useWords();
  const catalog = useWorkspaceState((state) => state.catalog);
  const canBypass = useLevel(
    (level) =>
      node.bypass === true ||
      (catalog !== null && !pluggedNodes(level).has(node.id) && bypassOf(level, node, catalog) !== null),
  );
  const outputs = useRun((run) => outputsOfNode(run, sheet.levels, node.id));
  const pinned = useStore(sheet.open.store, ({ pins }) => pins[[...sheet.within, node.id].join('/')]) ?? null;
  return (
    <span className="ml-auto flex shrink-0 items-center" role="group" aria-label={t('inspector.states')}>
      <Toggle
        name={t('inspector.mute')}
        keys="Ctrl+M"
        on={node.mute === true}
        onToggle={() => sheet.edit(setMuted(sheet.document(), [node.id], node.mute !== true))}
      >
        <EyeOff size={13} />
      </Toggle>
      <Toggle
        name={canBypass ? t('inspector.bypass') : t('inspector.bypass_not')}
        keys="Ctrl+B"
        on={node.bypass === true}
        disabled={!canBypass}
        onToggle={() => {
          if (catalog !== null) sheet.edit(setBypassed(sheet.document(), catalog, [node.id], node.bypass !== true));
        }}
      >
        <CornerDownRight size={13} />
      </Toggle>
      <Toggle
        name={pinned === null && outputs === null ? t('inspector.pin_nothing') : t('inspector.pin')}
        keys="P"
        on={pinned !== null}
        disabled={pinned === null && outputs === null}
        onToggle={() => pin(sheet, node.id, pinned, pinned === null ? outputs : null)}
      >
        <Pin size={13} />
      </Toggle>
    </span>
  );
}

function Toggle({
  name,
  keys,
  on,
  disabled = false,
  onToggle,
  children,
}: {
  readonly name: string;
  readonly keys: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip text={name} keys={keys}>
      <button
        type="button"
        aria-label={name}
        aria-pressed={on}
        aria-disabled={disabled}
        onClick={() => {
          if (!disabled) onToggle();
        }}
        className={`inline-flex size-6 items-center justify-center rounded-md ${on ? 'bg-accent-soft text-accent-text' : disabled ? 'text-faint' : 'text-dim hover:bg-hover hover:text-ink'}`}
      >
        {children}
      </button>
    </Tooltip>
  );
}

function pin(sheet: Sheet, key: string, before: JsonObject | null, after: JsonObject | null): void {
  const value = (outputs: JsonObject | null): JsonValue => outputs;
  sheet.edit({
    label: after === null ? 'edit.unpin' : 'edit.pin',
    changes: [{ of: 'pin', key, before: value(before), after: value(after) }],
  });
}
