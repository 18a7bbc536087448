// Keys as they stand on the keyboard, in the words of the platform.

const mac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');

const onMac: Readonly<Record<string, string>> = {
  Ctrl: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Enter: '↩',
  Backspace: '⌫',
  Delete: '⌦',
  Tab: '⇥',
};

/** The keys of a chord such as `Ctrl+Shift+Z`, press for press where there are several (`Alt+A L`), as the platform names them. */
export function keyNames(
  chord: string,
  platform: 'mac' | 'other' = mac ? 'mac' : 'other',
): readonly (readonly string[])[] {
  return chord
    .split(/(?<=\S) (?=\S)/)
    .map((press) => press.split(/(?<=.)\+(?=.)/).map((key) => (platform === 'mac' ? (onMac[key] ?? key) : key)));
}

/** A chord such as `Ctrl+Shift+Z`. */
export function Keys({ keys, inverse = false }: { readonly keys: string; readonly inverse?: boolean }) {
  return (
    <span className="inline-flex shrink-0 gap-1.5">
      {keyNames(keys).map((press) => (
        <span key={press.join('+')} className="inline-flex gap-0.5">
          {press.map((key) => (
            <kbd
              key={key}
              className={`min-w-4 rounded-sm px-1 text-center font-sans text-caption leading-4 ${inverse ? 'border border-current/40' : 'bg-sunken text-dim'}`}
            >
              {key}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
