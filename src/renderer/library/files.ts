// Files of pipelines: a document out to one, and one in for the preview. Nothing is taken into the library here.

import { documentLimits, writeDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';
import type { Workspace } from '../workspace.ts';

/** Gives a document to the person as a file. */
export function exportDocument(document: PipelineDocument): void {
  const link = globalThis.document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${writeDocument(document)}\n`], { type: 'application/json' }));
  link.download = `${fileName(document.meta.title)}.longline`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Asks for a file and opens its preview. */
export function chooseFileToImport(workspace: Pick<Workspace, 'set'>): void {
  const input = globalThis.document.createElement('input');
  input.type = 'file';
  input.accept = '.longline,.json,application/json';
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file !== undefined) void previewFile(workspace, file);
  });
  input.click();
}

/** Opens the preview of a file. Of one that is too large only so much is read that this shows; one that cannot be read is empty. */
export async function previewFile(workspace: Pick<Workspace, 'set'>, file: File): Promise<void> {
  const text = await file
    .slice(0, documentLimits.maxBytes + 1)
    .text()
    .catch(() => '');
  workspace.set({ overlay: { of: 'import', text, name: file.name } });
}

// What every file system takes.
function fileName(title: string): string {
  const kept = title.replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim();
  return kept === '' ? 'pipeline' : kept.slice(0, 100);
}
