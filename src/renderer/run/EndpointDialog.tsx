// What an endpoint has shown of itself: its card as a list of facts and checks, and the button that asks it anew.

import { CircleCheck, CircleDashed, CircleX, Stethoscope, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { EndpointCard } from '../../shared/api/table.ts';
import { toEnvelope, type ErrorEnvelope } from '../../shared/errors.ts';
import { useLanguage, useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { count, moment } from '../ui/format.ts';
import { visible } from '../ui/hidden-characters.ts';
import { Failure, Loading } from '../ui/Notice.tsx';
import { useWorkspace } from '../workspace.ts';

export interface EndpointDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly name: string;
  readonly title: string;
  /** It never bills anything, so nobody is warned. */
  readonly free: boolean;
  /** null: the endpoint's own choice. */
  readonly model: string | null;
}

export function EndpointDialog({ open, onClose, name, title, free, model }: EndpointDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      {open && <Card key={`${name} ${model ?? ''}`} name={name} free={free} model={model} />}
    </Dialog>
  );
}

function Card({ name, free, model }: Pick<EndpointDialogProps, 'name' | 'free' | 'model'>) {
  const t = useWords();
  const { host } = useWorkspace();
  const [card, setCard] = useState<EndpointCard | null>(null);
  const [asking, setAsking] = useState<'card' | 'check' | null>('card');
  const [failure, setFailure] = useState<ErrorEnvelope | null>(null);
  useEffect(() => {
    let left = false;
    host['endpoints.card']({ name, model }).then(
      (known) => {
        if (left) return;
        setCard(known);
        setAsking(null);
      },
      (thrown: unknown) => {
        if (left) return;
        setFailure(toEnvelope(thrown));
        setAsking(null);
      },
    );
    return () => {
      left = true;
    };
  }, [host, name, model]);
  const check = () => {
    setAsking('check');
    setFailure(null);
    host['endpoints.check']({ name, model })
      .then(setCard, (thrown: unknown) => setFailure(toEnvelope(thrown)))
      .finally(() => setAsking(null));
  };
  return (
    <div className="flex flex-col gap-3">
      {failure !== null && <Failure error={failure} />}
      {asking === 'card' && <Loading text={t('common.loading')} />}
      {asking === null && card === null && failure === null && (
        <p className="text-dense text-dim">{t('check.nothing')}</p>
      )}
      {card !== null && <Facts card={card} />}
      {card !== null && <Checks checks={card.checks} />}
      <div className="flex flex-col gap-2 border-t pt-3">
        {!free && <p className="text-caption text-dim">{t('check.warning')}</p>}
        <Button look="primary" className="self-start" disabled={asking !== null} onClick={check}>
          <Stethoscope size={14} /> {asking === 'check' ? t('check.asking') : t('check.do')}
        </Button>
      </div>
    </div>
  );
}

function Facts({ card }: { readonly card: EndpointCard }) {
  const t = useWords();
  const [language] = useLanguage();
  const unknown = t('check.unknown');
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 text-dense" data-testid="endpoint-facts">
      <Fact title={t('check.server')}>{visible(card.server)}</Fact>
      <Fact title={t('run.model')}>{card.model === null ? unknown : visible(card.model)}</Fact>
      <Fact title={t('check.reasoning')}>{card.reasoningKey ?? unknown}</Fact>
      <Fact title={t('check.window')}>
        {card.windowTokens === null ? unknown : t('node.tokens', { tokens: count(card.windowTokens, language) })}
        {card.windowSource !== null && <Source>{card.windowSource}</Source>}
      </Fact>
      <Fact title={t('check.quantization')}>
        {card.quantization ?? unknown}
        {card.quantizationSource !== null && <Source>{t(`source.${card.quantizationSource}`)}</Source>}
      </Fact>
      <Fact title={t('check.cache')}>
        {card.cachedTokens === null ? unknown : card.cachedTokens ? t('check.cache_told') : t('check.cache_untold')}
      </Fact>
      <Fact title={t('check.retention')}>{t(`retention.${card.retention ?? 'unknown'}`)}</Fact>
      <Fact title={t('check.at')}>{card.checkedAt === null ? t('check.never') : moment(card.checkedAt, language)}</Fact>
    </dl>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-dim">{title}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Source({ children }: { readonly children: string }) {
  return <span className="text-caption text-dim"> · {children}</span>;
}

type Check = EndpointCard['checks'][number];

const icons = {
  passed: CircleCheck,
  failed: CircleX,
  warned: TriangleAlert,
  skipped: CircleDashed,
} as const satisfies Record<Check['result'], LucideIcon>;

const colours = {
  passed: 'text-done',
  failed: 'text-fail',
  warned: 'text-wait',
  skipped: 'text-dim',
} as const satisfies Record<Check['result'], string>;

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  const t = useWords();
  if (checks.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5 border-t pt-3" aria-label={t('check.list')}>
      {checks.map((check) => {
        const Icon = icons[check.result];
        return (
          <li key={check.id} className="flex items-start gap-2 text-dense">
            <Icon size={14} className={`mt-0.5 shrink-0 ${colours[check.result]}`} />
            <span className="min-w-0 flex-1 break-words">
              <span className="font-medium">{check.title}</span>
              <span className={`ml-1.5 text-caption ${colours[check.result]}`}>{t(`result.${check.result}`)}</span>
              {check.detail !== '' && <span className="block text-caption text-soft">{visible(check.detail)}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
