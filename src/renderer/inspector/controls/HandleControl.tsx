// A folder or a file of the document by its name, and where that name points on this machine. Paths never come from here: the host opens
// its own dialog or offers its own roots.

import { useStore } from 'zustand';
import type { Handle } from '../../../shared/pipeline/document.ts';
import { useLevel, useSheet } from '../../document/sheet.ts';
import { useWords } from '../../i18n/words.ts';
import { Select } from '../../ui/Select.tsx';
import { newHandle } from '../handles.ts';
import { Binding } from '../Binding.tsx';
import { textValue, type ControlProps } from './control.ts';

const fresh = '+';
const none = '';

export function FolderControl(props: ControlProps) {
  return <HandleControl {...props} kind="folder" />;
}

export function FileControl(props: ControlProps) {
  return <HandleControl {...props} kind="file" />;
}

function HandleControl({
  field,
  id,
  value,
  mixed,
  canDeclare,
  onChange,
  kind,
}: ControlProps & { readonly kind: Handle['kind'] }) {
  const t = useWords();
  const sheet = useSheet();
  const own = useLevel((level) => level.handles);
  const outside = useStore(sheet.open.store, (state) => state.document.handles);
  const handles: Readonly<Record<string, Handle>> = { ...(canDeclare ? outside : {}), ...own };
  const name = textValue(value);
  const fitting = Object.entries(handles).filter(([key, handle]) => handle.kind === kind || key === name);
  const options = [
    ...(name !== none && handles[name] !== undefined
      ? []
      : [{ value: name, label: mixed ? t('field.mixed') : name === none ? t('field.choose') : name, disabled: true }]),
    ...fitting.map(([key, handle]) => ({ value: key, label: handle.title, detail: key })),
    ...(field.required ? [] : [{ value: '-', label: t('field.not_set') }]),
    ...(canDeclare ? [{ value: fresh, label: t(`handle_new.${kind}`) }] : []),
  ];
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <Select
        id={id}
        name={field.title}
        value={name}
        options={options}
        onChange={(next) => {
          if (next === '-') onChange(undefined);
          else if (next === fresh) {
            const place = {
              outermost: sheet.open.store.getState().document,
              level: sheet.document(),
              within: sheet.within,
            };
            const named = newHandle(place, { kind, title: t(`handle_title.${kind}`) });
            onChange(named.name, named);
          } else {
            const handle = handles[next];
            onChange(next, handle === undefined ? undefined : { name: next, handle });
          }
        }}
      />
      {name !== none && handles[name] !== undefined && <Binding handle={name} kind={kind} />}
    </div>
  );
}
