// Looks at a text before it is taken in: a document with its facts, or why it is none. Nothing is changed and nothing is written. Pure.

import { toEnvelope, type ErrorEnvelope } from '../../../shared/errors.ts';
import type { PipelineDocument } from '../../../shared/pipeline/document.ts';
import type { Catalog } from '../../../shared/tool/kind.ts';
import { factsOf, type DocumentFacts } from '../document-facts.ts';
import { documentFromText } from '../library-commands.ts';

/**
 * Why a text is no document that this Longline can read: made by a newer one, by another program, not JSON, beyond the size limit, or a
 * document with a mistake in it.
 */
export type Refusal = 'newer' | 'foreign' | 'not_json' | 'too_large' | 'mistake';

export type ImportPreview =
  | { readonly can: true; readonly document: PipelineDocument; readonly facts: DocumentFacts }
  | { readonly can: false; readonly refusal: Refusal; readonly error: ErrorEnvelope };

/** What would be taken in. */
export function previewImport(text: string, catalog: Catalog): ImportPreview {
  try {
    const document = documentFromText(text);
    return { can: true, document, facts: factsOf(document, catalog) };
  } catch (thrown) {
    const error = toEnvelope(thrown);
    return { can: false, refusal: refusalOf(error), error };
  }
}

function refusalOf({ code, action }: ErrorEnvelope): Refusal {
  if (code === 'document.too_large') return 'too_large';
  if (code === 'document.format') return action === undefined ? 'foreign' : 'newer';
  return code.startsWith('json.') ? 'not_json' : 'mistake';
}
