// The clipboard is the text of a document, so that a piece pastes into another window, a file or a chat message, and back.

import { readDocument, writeDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';

/** The text to put on the clipboard for a piece of a document. */
export function clipboardText(piece: PipelineDocument): string {
  return writeDocument(piece);
}

/** The piece that a pasted text holds, or null when it is something else. Code fences around it are passed over. */
export function pieceFromText(text: string): PipelineDocument | null {
  const bare = text.trim().replace(/^```[a-z]*\n([\s\S]*?)\n?```$/, '$1');
  if (!bare.startsWith('{')) return null;
  try {
    return readDocument(bare);
  } catch {
    return null;
  }
}
