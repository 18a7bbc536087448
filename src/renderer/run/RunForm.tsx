// What a run is started with: the pipeline's inputs, the endpoint, limits; and what it would cost where that is worth knowing before.

import { useId, useState } from 'react';
import { ChevronRight, Play, Stethoscope } from 'lucide-react';
import { useStore } from 'zustand';
import { pipelinePorts } from '../../shared/pipeline/ports-of.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { NumberField, TextArea, TextField } from '../ui/Fields.tsx';
import { Keys } from '../ui/Keys.tsx';
import { Labelled } from '../ui/Labelled.tsx';
import { PortShape } from '../ui/PortShape.tsx';
import { Select } from '../ui/Select.tsx';
import { useDocument, useWorkspaceState } from '../workspace.ts';
import { endpointTitle } from './endpoint-title.ts';
import { EndpointDialog } from './EndpointDialog.tsx';
import { EstimateNote } from './EstimateNote.tsx';
import { LimitsFields } from './LimitsFields.tsx';
import { choose, chooseInput, runChoices } from './run-choices.ts';
import { useStart } from './use-start.ts';

export function RunForm({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const id = useId();
  const catalog = useWorkspaceState((state) => state.catalog);
  const endpoints = useWorkspaceState((state) => state.endpoints) ?? [];
  const starting = useWorkspaceState((state) => state.starting);
  const document = useDocument(open, (state) => state.document);
  const pipeline = useDocument(open, (state) => state.id);
  const choices = useStore(runChoices);
  const { start, request, problems, wrong } = useStart(open);
  const [checking, setChecking] = useState(false);
  const chosen = endpoints.find(({ name }) => name === choices.endpoint);
  const ports = catalog === null ? [] : pipelinePorts(document, catalog).in;
  const presetOf = (name: string) => {
    const preset = document.nodes.find((node) => node.params['name'] === name && node.params['preset'] !== undefined)
      ?.params['preset'];
    return preset === undefined ? '' : typeof preset === 'string' ? preset : JSON.stringify(preset);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto p-3">
        <h2 className="text-title font-semibold">{t('run.form')}</h2>
        {ports.length === 0 && <p className="text-dense text-dim">{t('run.no_inputs')}</p>}
        {ports.map((port) => {
          const text = choices.inputs[pipeline]?.[port.name] ?? '';
          return (
            <Labelled
              key={port.name}
              id={`${id}${port.name}`}
              title={
                <span className="inline-flex items-center gap-1.5">
                  <PortShape port={port} /> {port.name}
                </span>
              }
              note={
                wrong.includes(port.name)
                  ? text === ''
                    ? t('run.needed')
                    : t('run.wrong_type', { type: port.list === true ? `${port.type}[]` : port.type })
                  : null
              }
              {...(port.description === undefined ? {} : { hint: port.description })}
            >
              <TextArea
                id={`${id}${port.name}`}
                value={text}
                placeholder={presetOf(port.name)}
                onChange={(event) => chooseInput(pipeline, port.name, event.target.value)}
              />
            </Labelled>
          );
        })}
        <Labelled
          id={`${id}endpoint`}
          title={t('run.endpoint')}
          hint={choices.endpoint === 'rehearsal' ? t('run.rehearsal_hint') : ''}
        >
          <div className="flex gap-2">
            <Select
              id={`${id}endpoint`}
              name={t('run.endpoint')}
              value={choices.endpoint}
              options={endpoints.map((endpoint) => ({
                value: endpoint.name,
                label: endpointTitle(t, endpoint),
                detail: endpoint.rehearsal ? t('endpoint.rehearsal') : (endpoint.url ?? endpoint.name),
              }))}
              onChange={(endpoint) => choose({ endpoint })}
            />
            <Button onClick={() => setChecking(true)}>
              <Stethoscope size={14} /> {t('check.open')}
            </Button>
          </div>
        </Labelled>
        <details className="group">
          <summary className="flex cursor-default items-center gap-1 text-dense font-medium text-soft">
            <ChevronRight size={14} className="transition-transform group-open:rotate-90" />
            {t('run.options')}
          </summary>
          <div className="mt-3">
            <LimitsFields value={choices} noSteps={t('run.of_agents')} onChange={choose} />
          </div>
          <div className="mt-3 grid grid-cols-2 gap-3">
            {choices.endpoint === 'rehearsal' ? (
              <>
                <Labelled id={`${id}rehearsal`} title={t('run.rehearsal_steps')}>
                  <NumberField
                    id={`${id}rehearsal`}
                    integer
                    value={choices.rehearsalSteps}
                    placeholder={t('run.auto')}
                    onChange={(rehearsalSteps) =>
                      choose({
                        rehearsalSteps:
                          rehearsalSteps === null || rehearsalSteps < 1 ? null : Math.min(1000, rehearsalSteps),
                      })
                    }
                  />
                </Labelled>
                <Labelled id={`${id}delay`} title={t('run.rehearsal_delay')}>
                  <NumberField
                    id={`${id}delay`}
                    integer
                    unit="ms"
                    value={choices.rehearsalDelayMs}
                    placeholder="15"
                    onChange={(rehearsalDelayMs) =>
                      choose({
                        rehearsalDelayMs:
                          rehearsalDelayMs === null || rehearsalDelayMs < 0 ? null : Math.min(60_000, rehearsalDelayMs),
                      })
                    }
                  />
                </Labelled>
              </>
            ) : (
              <Labelled id={`${id}model`} title={t('run.model')}>
                <TextField
                  id={`${id}model`}
                  value={choices.model}
                  placeholder={t('field.model_of_endpoint')}
                  onChange={(event) => choose({ model: event.target.value })}
                />
              </Labelled>
            )}
          </div>
        </details>
      </div>
      <div className="shrink-0 border-t p-3">
        {problems === 0 && wrong.length === 0 && <EstimateNote open={open} request={request} />}
        {problems > 0 && <p className="mb-2 text-dense text-fail">{t('run.problems', { count: problems })}</p>}
        <Button
          look="primary"
          className="w-full"
          disabled={problems > 0 || wrong.length > 0 || starting}
          onClick={start}
        >
          <Play size={14} /> {starting ? t('run.starting') : t('run.start')} <Keys keys="Ctrl+Enter" inverse />
        </Button>
      </div>
      <EndpointDialog
        open={checking}
        onClose={() => setChecking(false)}
        name={choices.endpoint}
        model={request.model}
        title={chosen === undefined ? choices.endpoint : endpointTitle(t, chosen)}
        free={chosen?.rehearsal === true}
      />
    </div>
  );
}
