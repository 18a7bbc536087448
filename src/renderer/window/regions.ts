// The regions of the window in the order in which F6 goes through them. Each has `data-region` on its element; what had the focus in a
// region has it again when one comes back.

const order = ['bar', 'library', 'canvas', 'inspector', 'bottom', 'status'];
const stops =
  'button:not([disabled]), [href], input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [contenteditable="true"], [tabindex]';

const left = new Map<string, HTMLElement>();

/**
 * Puts the focus into the next region, or the one before. `onCanvas` is asked where the focus is to go on the canvas; regions that are
 * not there, or have nothing that takes the focus, are passed over.
 */
export function stepRegion(by: 1 | -1, onCanvas: (() => void) | null): void {
  const shown = order.flatMap((name) => {
    const element = document.querySelector<HTMLElement>(`[data-region="${name}"]`);
    return element === null ? [] : [{ name, element }];
  });
  const focused = document.activeElement;
  const at = shown.findIndex(({ element }) => element.contains(focused));
  const here = shown[at];
  if (here !== undefined && focused instanceof HTMLElement) left.set(here.name, focused);
  for (let step = 1; step <= shown.length; step += 1) {
    const from = at === -1 && by === -1 ? 0 : at;
    const next = shown[(from + step * by + shown.length * step) % shown.length];
    if (next === undefined) return;
    const before = left.get(next.name);
    if (before !== undefined && next.element.contains(before) && before.checkVisibility()) return before.focus();
    if (next.name === 'canvas' && onCanvas !== null) return onCanvas();
    const first = [...next.element.querySelectorAll<HTMLElement>(stops)].find(
      (element) => element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }),
    );
    if (first !== undefined) return first.focus();
  }
}
