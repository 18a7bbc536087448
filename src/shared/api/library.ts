// What a person does to the library as a whole, as values that can be taken back: creating, deleting, renaming, filing. Like the edits of
// a document each holds what was before and what is after; the host keeps them in order and inverts them to undo.

import { z } from 'zod';

const id = z.string().min(1).max(200);
const text = z.string().max(10_000);
/** `Research/2026`: names joined by slashes, without one at the ends. */
export const folderPathSchema = z
  .string()
  .min(1)
  .max(400)
  .regex(/^[^/]{1,100}(?:\/[^/]{1,100}){0,7}$/, 'must be up to eight names joined by slashes');

export const libraryChangeSchema = z.discriminatedUnion('of', [
  /** Whether a pipeline is in the list; one that is not is kept all the same. */
  z.strictObject({ of: z.literal('listed'), id, before: z.boolean(), after: z.boolean() }),
  /** The folder that a pipeline is filed in; null: none. */
  z.strictObject({
    of: z.literal('place'),
    id,
    before: folderPathSchema.nullable(),
    after: folderPathSchema.nullable(),
  }),
  /** A property of the document itself. It becomes an edit of the pipeline, and so part of its history too. */
  z.strictObject({ of: z.literal('title'), id, before: text, after: text }),
  z.strictObject({ of: z.literal('tags'), id, before: z.array(text), after: z.array(text) }),
  /** Whether a folder exists. */
  z.strictObject({ of: z.literal('folder'), path: folderPathSchema, before: z.boolean(), after: z.boolean() }),
]);
export type LibraryChange = Readonly<z.infer<typeof libraryChangeSchema>>;

export const libraryEditSchema = z.strictObject({
  /** What the gesture was, as a message key: `library.edit.remove`, `library.edit.rename`, … */
  label: z.string().max(100),
  /** The title of what it was done to, for a sentence about it. */
  title: text,
  changes: z.array(libraryChangeSchema).max(2000),
});
export type LibraryEdit = Readonly<z.infer<typeof libraryEditSchema>>;

/** The edit that takes an edit back. */
export function invertLibraryEdit(edit: LibraryEdit): LibraryEdit {
  const changes = edit.changes.map((change) => ({ ...change, before: change.after, after: change.before }));
  return { ...edit, changes: changes.toReversed() as LibraryChange[] };
}
