// A text editor: several lines that grow, with marks for mistakes and completion. The editor proper loads beside the page; until it is
// there, and where it cannot be loaded, the same place holds a plain text field.

import { useEffect, useRef, useState, type CSSProperties } from 'react';
import type { CodeLanguage, Completions, createEditor, Editor, Mistake } from './code-mirror.ts';

export type { CodeLanguage, Completion, Completions, Mistake } from './code-mirror.ts';

export interface CodeEditorProps {
  readonly id: string;
  /** For screen readers. */
  readonly name: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly language?: CodeLanguage;
  /** Height in lines, from least to most. */
  readonly lines?: readonly [number, number];
  readonly placeholder?: string;
  readonly invalid?: boolean;
  readonly describedBy?: string;
  readonly readOnly?: boolean;
  readonly onBlur?: () => void;
  readonly mistakes?: (text: string) => readonly Mistake[];
  readonly completions?: (text: string, at: number) => Completions | null;
}

type CreateEditor = typeof createEditor;
let loaded: CreateEditor | null = null;
let loading: Promise<CreateEditor> | null = null;

const frame =
  'nowheel nodrag w-full min-w-0 overflow-hidden rounded-md border bg-surface hover:border-line-strong focus-within:border-accent focus-within:ring-1 focus-within:ring-accent';

/** An editor for a text. Escape leaves it; Tab indents in code and moves on elsewhere. */
export function CodeEditor(props: CodeEditorProps) {
  const { id, name, value, language = 'plain', lines = [4, 16], invalid = false, readOnly = false } = props;
  const create = useCodeMirror();
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const wasFocused = useRef(false);
  const latest = useRef(props);
  latest.current = props;
  const describedBy = props.describedBy ?? null;

  useEffect(() => {
    const parent = box.current;
    if (create === null || parent === null) return;
    const { current } = latest;
    const made = create({
      parent,
      text: current.value,
      language,
      attributes: { id, name, invalid, describedBy },
      placeholder: current.placeholder ?? '',
      readOnly,
      onChange: (text) => latest.current.onChange(text),
      onBlur: () => latest.current.onBlur?.(),
      mistakes: (text) => latest.current.mistakes?.(text) ?? [],
      completions: (text, at) => latest.current.completions?.(text, at) ?? null,
      onLeave: () => leave(parent),
    });
    editor.current = made;
    if (wasFocused.current) made.focus();
    return () => {
      editor.current = null;
      made.destroy();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what may change later is passed on below, or read when it is needed
  }, [create, language, readOnly]);
  useEffect(() => editor.current?.setText(value), [value]);
  useEffect(() => editor.current?.setAttributes({ id, name, invalid, describedBy }), [id, name, invalid, describedBy]);

  const style = {
    '--editor-least': lines[0],
    '--editor-most': lines[1],
    '--editor-font': language === 'json' || language === 'javascript' ? 'var(--font-mono)' : 'var(--font-sans)',
  } as CSSProperties;
  return (
    <div ref={box} style={style} className={`${frame} ${invalid ? 'border-fail' : 'border-line-strong/70'}`}>
      {create === null && (
        <textarea
          id={id}
          aria-label={name}
          aria-invalid={invalid}
          aria-describedby={props.describedBy}
          spellCheck={false}
          readOnly={readOnly}
          placeholder={props.placeholder}
          value={value}
          onChange={(event) => props.onChange(event.target.value)}
          onFocus={() => (wasFocused.current = true)}
          onBlur={() => {
            wasFocused.current = false;
            props.onBlur?.();
          }}
          className={`grows block max-h-[calc(var(--editor-most)*18px+8px)] min-h-[calc(var(--editor-least)*18px+8px)] w-full resize-none overflow-auto bg-transparent px-2 py-1 text-dense outline-none placeholder:text-muted ${language === 'json' || language === 'javascript' ? 'font-mono' : ''}`}
        />
      )}
    </div>
  );
}

function useCodeMirror(): CreateEditor | null {
  const [create, setCreate] = useState(() => loaded);
  useEffect(() => {
    if (create !== null) return;
    let left = false;
    loading ??= import('./code-mirror.ts').then((found) => (loaded = found.createEditor));
    loading.then(
      (found) => left || setCreate(() => found),
      () => {
        // The plain field stays; the next editor tries again.
        loading = null;
      },
    );
    return () => {
      left = true;
    };
  }, [create]);
  return create;
}

// To the nearest place outside that can hold the focus, so that the keys of the window work again.
function leave(from: HTMLElement): void {
  const pane = from.closest<HTMLElement>('[tabindex="-1"]');
  if (pane !== null) pane.focus({ preventScroll: true });
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
