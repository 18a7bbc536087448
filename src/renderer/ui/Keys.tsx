// Keys as they stand on the keyboard, in the words of the platform.

const mac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');

/** A chord such as `Ctrl+Shift+Z`. */
export function Keys({ keys, inverse = false }: { readonly keys: string; readonly inverse?: boolean }) {
  const parts = keys
    .split(/(?<=.)\+(?=.)/)
    .map((key) => (mac && key === 'Ctrl' ? '⌘' : mac && key === 'Shift' ? '⇧' : key));
  return (
    <span className="inline-flex shrink-0 gap-0.5">
      {parts.map((key) => (
        <kbd
          key={key}
          className={`min-w-4 rounded-sm px-1 text-center font-sans text-caption leading-4 ${inverse ? 'bg-surface/20' : 'bg-sunken text-dim'}`}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
