// Asks before a link of a model or a source leads out of Longline, and shows where to, with its host as it is really spelt. Only https,
// and http on this machine, can be opened at all.

import { useWords } from '../i18n/words.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { openableUrl } from './openable-url.ts';

/** The question for one link; closed while `url` is null. */
export function LinkDialog({ url, onClose }: { readonly url: string | null; readonly onClose: () => void }) {
  const t = useWords();
  const target = url === null ? null : openableUrl(url);
  return (
    <Dialog open={url !== null} onClose={onClose} title={t('link.title')}>
      <p className="text-soft">{target === null ? t('link.refused') : t('link.question')}</p>
      <p className="mt-2 max-h-40 overflow-auto rounded-md bg-sunken p-2 font-mono text-dense break-all">
        {target ?? url}
      </p>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        {target !== null && (
          <Button
            look="primary"
            onClick={() => {
              window.open(target, '_blank', 'noopener,noreferrer');
              onClose();
            }}
          >
            {t('link.open')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
