// The pinned value of a node, to look at and to change: what it gives on its outputs instead of running. Begins with what is pinned, or
// with what the node gave in the run on screen.

import { useId, useRef, useState, type RefObject } from 'react';
import type { JsonObject } from '../../shared/json/value.ts';
import { nodePorts } from '../../shared/pipeline/ports-of.ts';
import type { PortSpec } from '../../shared/tool/ports.ts';
import { sheetOf, type Sheet } from '../document/sheet.ts';
import { nodeTitle, portTitle, portType } from '../i18n/kind-words.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { outputsOfNode } from '../run/node-status.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextArea } from '../ui/Fields.tsx';
import { Labelled } from '../ui/Labelled.tsx';
import { Empty } from '../ui/Notice.tsx';
import { PortShape } from '../ui/PortShape.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { isPlain, pinnedOutputs, pinText, readPin } from './pin-values.ts';

export function PinDialog() {
  const t = useWords();
  const workspace = useWorkspace();
  const node = useWorkspaceState(({ overlay }) => (overlay?.of === 'pin' ? overlay.node : null));
  const open = useWorkspaceState((state) => state.open);
  const levels = useWorkspaceState((state) => state.levels);
  const field = useRef<HTMLTextAreaElement>(null);
  const close = () => workspace.set({ overlay: null });
  return (
    <Dialog open={node !== null && open !== null} onClose={close} title={t('do.edit_pin')} initialFocus={field}>
      {node !== null && open !== null && (
        <Form key={node} sheet={sheetOf(open, levels)} id={node} field={field} onClose={close} />
      )}
    </Dialog>
  );
}

function Form({
  sheet,
  id,
  field,
  onClose,
}: {
  readonly sheet: Sheet;
  readonly id: string;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const word = useOptionalWords();
  const { run } = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  // As it was when the dialog opened: a run that goes on changes nothing under one's hands.
  const [{ node, ports, pinned, values }] = useState(() => {
    const document = sheet.document();
    const found = document.nodes.find((candidate) => candidate.id === id);
    const kept = sheet.open.store.getState().pins[[...sheet.within, id].join('/')] ?? null;
    return {
      node: found,
      ports: found === undefined || catalog === null ? [] : (nodePorts(found, document, catalog)?.out ?? []),
      pinned: kept,
      values: kept ?? outputsOfNode(run.store.getState(), sheet.levels, id) ?? {},
    };
  });
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(ports.map((port) => [port.name, pinText(port, values[port.name])])),
  );
  if (node === undefined || ports.length === 0) return <Empty title={t('pin.no_outputs')} />;
  const card = catalog?.get(node.kind)?.card;
  const fields = Object.fromEntries(
    ports.map((port) => [port.name, readPin(port, texts[port.name] ?? '', Object.hasOwn(values, port.name))]),
  );
  const outputs = pinnedOutputs(fields);
  const ready = Object.values(fields).every(({ ok }) => ok) && Object.keys(outputs).length > 0;
  const keep = (after: JsonObject | null) => {
    sheet.edit({
      label: after === null ? 'edit.unpin' : 'edit.pin',
      changes: [{ of: 'pin', key: id, before: pinned, after }],
    });
    onClose();
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) keep(outputs);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        // The keys of the whole window would start a run.
        event.preventDefault();
        event.stopPropagation();
        if (ready) keep(outputs);
      }}
    >
      <p className="text-dense text-dim">
        {t('pin.text', {
          node: nodeTitle(node, card, word),
        })}
      </p>
      {ports.map((port, index) => (
        <Field
          key={port.name}
          title={portTitle(card, 'out', port, word)}
          port={port}
          field={index === 0 ? field : null}
          text={texts[port.name] ?? ''}
          read={fields[port.name]}
          onChange={(text) => setTexts({ ...texts, [port.name]: text })}
        />
      ))}
      <div className="flex flex-wrap justify-end gap-2">
        {pinned !== null && (
          <Button look="quiet" className="mr-auto" onClick={() => keep(null)}>
            {t('pin.remove')}
          </Button>
        )}
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look="primary" type="submit" disabled={!ready}>
          {t('pin.keep')}
        </Button>
      </div>
    </form>
  );
}

function Field({
  title: named,
  port,
  field,
  text,
  read,
  onChange,
}: {
  readonly title: string;
  readonly port: PortSpec;
  readonly field: RefObject<HTMLTextAreaElement | null> | null;
  readonly text: string;
  readonly read: ReturnType<typeof readPin> | undefined;
  readonly onChange: (text: string) => void;
}) {
  const t = useWords();
  const id = useId();
  const wrong = read !== undefined && !read.ok ? read.why : null;
  const word = useOptionalWords();
  const type = portType(port, t, word);
  const title = (
    <span className="flex items-center gap-1.5">
      <PortShape port={port} />
      {named}
      <span className="font-normal text-dim">{type}</span>
    </span>
  );
  const note = wrong === null ? null : wrong === 'not_json' ? t('field.not_json') : t('pin.wrong_type', { type });
  return (
    <Labelled id={id} title={title} note={note}>
      <TextArea
        id={id}
        ref={field}
        aria-invalid={wrong !== null}
        className={isPlain(port) ? '' : 'font-mono text-dense'}
        value={text}
        placeholder={t('pin.no_value_here')}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  );
}
