// Another run that shares everything before a step and parts from there: with another endpoint, model, params of the agent, or limits.
// Only what is changed is sent, and only what follows the step is paid.

import { useState } from 'react';
import { useStore } from 'zustand';
import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import type { PlanNode } from '../../shared/pipeline/plan.ts';
import { nodeOfActivation, nodePathOf } from '../../shared/run/panel/activation-path.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { useWords } from '../i18n/words.ts';
import { fieldsOf } from '../inspector/fields-of.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Fields.tsx';
import { Labelled } from '../ui/Labelled.tsx';
import { Select } from '../ui/Select.tsx';
import { useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';
import { LimitsFields } from './LimitsFields.tsx';
import { openDialog, panelState } from './panel-state.ts';
import { ParamFields } from './ParamFields.tsx';
import { limitsTyped, typedLimits } from './typed-limits.ts';

export function ForkDialog({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const dialog = useStore(panelState, (state) => state.dialog);
  const fork = dialog?.of === 'fork' ? dialog : null;
  const plan = useRun((run) => run.plan);
  const node = fork === null || plan === null ? undefined : nodeOfActivation(plan, fork.activation);
  return (
    <Dialog open={fork !== null} onClose={() => openDialog(null)} title={t('fork.title')}>
      {fork !== null && (
        <Form key={fork.step} open={open} step={fork.step} path={nodePathOf(fork.activation)} node={node} />
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly open: OpenDocument;
  readonly step: string;
  /** The node as a fork names it. */
  readonly path: string;
  readonly node: PlanNode | undefined;
}

const kept = '';

function Form({ open, step, path, node }: FormProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const endpoints = useWorkspaceState((state) => state.endpoints) ?? [];
  const card = useWorkspaceState((state) => (node === undefined ? undefined : state.catalog?.get(node.kind)?.card));
  const limits = useRun((run) => run.view.limits);
  const [endpoint, setEndpoint] = useState(kept);
  const [model, setModel] = useState('');
  const [changed, setChanged] = useState<Readonly<Record<string, JsonValue>>>({});
  const [typed, setTyped] = useState(() => typedLimits(limits));
  const [starting, setStarting] = useState(false);
  // Endpoints and models are chosen above; the run binds no others.
  const fields =
    card === undefined
      ? []
      : fieldsOf(card.params).filter(({ control }) => control !== 'endpoint' && control !== 'model');
  const start = () => {
    setStarting(true);
    const params: Readonly<Record<string, JsonObject>> = Object.keys(changed).length === 0 ? {} : { [path]: changed };
    const request = {
      step,
      endpoint: endpoint === kept ? null : endpoint,
      model: model.trim() === '' ? null : model.trim(),
      params,
      limits: limitsTyped(typed, limits),
    };
    void workspace.forkRun(request).then((made) => {
      setStarting(false);
      if (made) openDialog(null);
    });
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <p className="text-dense text-soft">{t('fork.text', { step })}</p>
      <div className="grid grid-cols-2 gap-3">
        <Labelled id="fork-endpoint" title={t('run.endpoint')}>
          <Select
            id="fork-endpoint"
            name={t('run.endpoint')}
            value={endpoint}
            options={[
              { value: kept, label: t('fork.same') },
              ...endpoints.map((known) => ({
                value: known.name,
                label: known.rehearsal ? t('endpoint.rehearsal_title') : known.title,
              })),
            ]}
            onChange={setEndpoint}
          />
        </Labelled>
        <Labelled id="fork-model" title={t('run.model')}>
          <TextField
            id="fork-model"
            value={model}
            placeholder={endpoint === kept ? t('fork.same') : t('field.model_of_endpoint')}
            onChange={(event) => setModel(event.target.value)}
          />
        </Labelled>
      </div>
      {node !== undefined && fields.length > 0 && (
        <ParamFields
          open={open}
          node={node}
          fields={fields}
          changed={changed}
          onChange={(name, value) => setChanged((before) => withParam(before, name, value, node.params[name]))}
        />
      )}
      <section aria-label={t('run.limits')}>
        <h3 className="mb-2 text-dense font-semibold">{t('run.limits')}</h3>
        <LimitsFields
          value={typed}
          noSteps={t('run.of_agents')}
          onChange={(change) => setTyped((before) => ({ ...before, ...change }))}
        />
      </section>
      <div className="sticky -bottom-4 -mx-4 -mb-4 flex justify-end gap-2 border-t bg-surface px-4 py-3">
        <Button onClick={() => openDialog(null)}>{t('common.cancel')}</Button>
        <Button look="primary" type="submit" disabled={starting}>
          {starting ? t('run.starting') : t('fork.start')}
        </Button>
      </div>
    </form>
  );
}

// A value that is again what it was is no change.
function withParam(
  before: Readonly<Record<string, JsonValue>>,
  name: string,
  value: JsonValue | undefined,
  own: JsonValue | undefined,
): Readonly<Record<string, JsonValue>> {
  const { [name]: _, ...others } = before;
  return value === undefined || JSON.stringify(value) === JSON.stringify(own) ? others : { ...others, [name]: value };
}
