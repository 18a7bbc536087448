// The endpoints that are known here, and the way to what one has shown of itself.

import { Plug, Stethoscope } from 'lucide-react';
import { useState } from 'react';
import { useWords, type Words } from '../i18n/words.ts';
import { EndpointDialog } from '../run/EndpointDialog.tsx';
import { endpointTitle } from '../run/endpoint-title.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Failure } from '../ui/Notice.tsx';
import { useWorkspace, useWorkspaceState, type EndpointEntry } from '../workspace.ts';
import { Section } from './Section.tsx';

export function EndpointsSection() {
  const t = useWords();
  return (
    <Section name="endpoints" title={t('library.endpoints')}>
      <EndpointRows />
    </Section>
  );
}

/** A row for each endpoint: what it is, whether its key is there, and its check, which is in sight where there is room. */
export function EndpointRows({ roomy = false }: { readonly roomy?: boolean }) {
  const t = useWords();
  const workspace = useWorkspace();
  const endpoints = useWorkspaceState((state) => state.endpoints) ?? [];
  const failure = useWorkspaceState((state) => state.failures.endpoints);
  const [checked, setChecked] = useState<EndpointEntry | null>(null);
  return (
    <>
      {failure !== undefined && <Failure error={failure} onRetry={() => void workspace.load()} />}
      <ul>
        {endpoints.map((endpoint) => (
          <li
            key={endpoint.name}
            className="group relative flex min-h-10 items-center gap-2 rounded-md px-2 hover:bg-hover"
          >
            <Plug
              size={14}
              aria-hidden
              className={`shrink-0 ${endpoint.key?.set === false ? 'text-wait' : 'text-done'}`}
            />
            <span className="min-w-0 flex-1">
              <span className="block truncate">{endpointTitle(t, endpoint)}</span>
              <span className="block truncate text-caption text-dim" title={stateOf(t, endpoint)}>
                {stateOf(t, endpoint)}
              </span>
            </span>
            {roomy ? (
              <Button
                aria-label={t('endpoint.check', { title: endpointTitle(t, endpoint) })}
                onClick={() => setChecked(endpoint)}
              >
                <Stethoscope size={13} /> {t('endpoint.check_short')}
              </Button>
            ) : (
              <IconButton
                name={t('endpoint.check', { title: endpointTitle(t, endpoint) })}
                className="absolute! right-1 size-6! bg-pane! opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
                onClick={() => setChecked(endpoint)}
              >
                <Stethoscope size={14} />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      <EndpointDialog
        open={checked !== null}
        onClose={() => setChecked(null)}
        name={checked?.name ?? ''}
        title={checked === null ? '' : endpointTitle(t, checked)}
        free={checked?.rehearsal === true}
        model={null}
      />
    </>
  );
}

function stateOf(t: Words, { rehearsal, key, url }: EndpointEntry): string {
  if (rehearsal) return t('endpoint.rehearsal');
  if (key?.set === false) return t('endpoint.no_key', { variable: key.variable });
  return url ?? '';
}
