// The hash of the document on screen, by which a host makes sure that it runs what a person sees.

import { writeDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';

/** SHA-256 of the document's canonical bytes, lower-case hex. */
export async function documentHash(document: PipelineDocument): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(writeDocument(document)));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
