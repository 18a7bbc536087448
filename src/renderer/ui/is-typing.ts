// Whether somebody types somewhere: in a field, or in an editor of code, which is none.

/** Whether an element is, or is inside, something that takes text or choices from the keyboard. */
export function takesTyping(element: Pick<Element, 'closest'> | null): boolean {
  return (element?.closest('input, textarea, select, [contenteditable="true"], .cm-editor') ?? null) !== null;
}
