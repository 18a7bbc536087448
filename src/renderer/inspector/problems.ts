// The problems of the open pipeline, found again whenever it changes, once for all who show them.

import { check, type Problem } from '../../shared/pipeline/check.ts';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { useDocument, useWorkspaceState } from '../workspace.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { createStore } from 'zustand/vanilla';

const cache = new WeakMap<PipelineDocument, { readonly catalog: Catalog; readonly problems: readonly Problem[] }>();
const nothing = { store: createStore(() => ({ document: null })) } as unknown as OpenDocument;

/** Problems of a document against a catalog; the same list for the same document. */
export function problemsOf(document: PipelineDocument, catalog: Catalog): readonly Problem[] {
  const known = cache.get(document);
  if (known?.catalog === catalog) return known.problems;
  const problems = check(document, catalog);
  cache.set(document, { catalog, problems });
  return problems;
}

const none: readonly Problem[] = [];

/** Problems of the open pipeline; none while nothing is open. */
export function useProblems(): readonly Problem[] {
  const open = useWorkspaceState((state) => state.open);
  const catalog = useWorkspaceState((state) => state.catalog);
  const document = useDocument(open ?? nothing, (state) => state.document as PipelineDocument | null);
  return document === null || catalog === null ? none : problemsOf(document, catalog);
}
