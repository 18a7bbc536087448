// The text editor behind CodeEditor: CodeMirror with our look, keys and marks. It is a file of its own that loads when the first editor is
// shown. What is marked and what completes is the caller's, as plain functions over the text.

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { history, historyKeymap, indentWithTab, standardKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { linter } from '@codemirror/lint';
import { Compartment, EditorState, Prec, Transaction, type Extension } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
  MatchDecorator,
  placeholder,
  tooltips,
  ViewPlugin,
  type DecorationSet,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

export type CodeLanguage = 'plain' | 'template' | 'json' | 'javascript';

/** Something wrong in a text, from one offset to another. */
export interface Mistake {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

export interface Completion {
  readonly label: string;
  readonly detail?: string;
  /** What is written instead of the label. */
  readonly apply?: string;
}

/** What may stand between `from` and the cursor. */
export interface Completions {
  readonly from: number;
  readonly options: readonly Completion[];
}

export interface EditorAttributes {
  readonly id: string;
  readonly name: string;
  readonly invalid: boolean;
  readonly describedBy: string | null;
}

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly language: CodeLanguage;
  readonly attributes: EditorAttributes;
  readonly placeholder: string;
  readonly readOnly: boolean;
  readonly onChange: (text: string) => void;
  readonly onBlur: () => void;
  readonly mistakes: (text: string) => readonly Mistake[];
  readonly completions: (text: string, at: number) => Completions | null;
  /** Takes the focus where the editor gives it away. */
  readonly onLeave: () => void;
}

export interface Editor {
  /** Shows another text; not a step of the editor's own undo. */
  setText(text: string): void;
  setAttributes(attributes: EditorAttributes): void;
  focus(): void;
  destroy(): void;
}

/** Puts an editor into an element. */
export function createEditor(options: EditorOptions): Editor {
  const attributes = new Compartment();
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        nonce(),
        look,
        syntaxHighlighting(colours),
        drawSelection(),
        EditorView.lineWrapping,
        history(),
        placeholder(options.placeholder),
        attributes.of(contentAttributes(options.attributes)),
        EditorState.readOnly.of(options.readOnly),
        tooltips({
          position: 'fixed',
          parent: options.parent.closest<HTMLElement>('[role="dialog"]') ?? document.body,
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((one) => one.isUserEvent('set')))
            options.onChange(update.state.doc.toString());
          if (update.focusChanged && !update.view.hasFocus) options.onBlur();
        }),
        linter((current) => marked(options.mistakes, current.state), { delay: 300 }),
        autocompletion({
          override: [(context) => completed(options.completions, context)],
          icons: false,
          activateOnTyping: true,
        }),
        ...languageOf(options.language),
        Prec.highest(
          EditorView.domEventHandlers({
            // What closes the list of completions closes nothing around the editor.
            keydown(event, current) {
              if (event.key === 'Escape' && completionStatus(current.state) !== null) event.stopPropagation();
              return false;
            },
          }),
        ),
        keymap.of([
          ...completionKeymap,
          {
            key: 'Escape',
            run: (current) => {
              if (completionStatus(current.state) !== null) return false;
              options.onLeave();
              return true;
            },
          },
          ...historyKeymap,
          ...standardKeymap,
        ]),
      ],
    }),
  });
  return {
    setText(text) {
      if (view.state.doc.toString() === text) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        annotations: [Transaction.addToHistory.of(false), Transaction.userEvent.of('set')],
      });
    },
    setAttributes: (next) => view.dispatch({ effects: attributes.reconfigure(contentAttributes(next)) }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

function nonce(): Extension {
  const given = document.querySelector<HTMLMetaElement>('meta[name="longline-style-nonce"]')?.content;
  return given === undefined ? [] : EditorView.cspNonce.of(given);
}

function contentAttributes({ id, name, invalid, describedBy }: EditorAttributes): Extension {
  return EditorView.contentAttributes.of({
    id,
    'aria-label': name,
    'aria-invalid': String(invalid),
    spellcheck: 'false',
    // It takes the focus anyway; said, so that a text that scrolls is known to be reached.
    tabindex: '0',
    ...(describedBy === null ? {} : { 'aria-describedby': describedBy }),
  });
}

function marked(mistakes: EditorOptions['mistakes'], state: EditorState) {
  const { length } = state.doc;
  return mistakes(state.doc.toString()).map(({ from, to, message }) => ({
    from: Math.min(from, length),
    to: Math.min(Math.max(from, to), length),
    message,
    severity: 'error' as const,
  }));
}

function completed(completions: EditorOptions['completions'], context: CompletionContext): CompletionResult | null {
  const found = completions(context.state.doc.toString(), context.pos);
  if (found === null) return null;
  return {
    from: found.from,
    options: found.options.map(({ label, detail, apply }, index) => ({
      label,
      // In the order that they are given in.
      boost: -Math.min(index, 99),
      ...(detail === undefined ? {} : { detail }),
      ...(apply === undefined ? {} : { apply }),
    })),
    filter: true,
  };
}

function languageOf(language: CodeLanguage): readonly Extension[] {
  // Tab moves the focus on, as everywhere; only in code it indents.
  switch (language) {
    case 'plain':
      return [];
    case 'template':
      return [places];
    case 'json':
      return [json(), bracketMatching(), closeBrackets(), keymap.of(closeBracketsKeymap), indentOnInput()];
    case 'javascript':
      return [
        javascript(),
        lineNumbers(),
        bracketMatching(),
        closeBrackets(),
        indentOnInput(),
        keymap.of([...closeBracketsKeymap, indentWithTab]),
      ];
  }
}

const place = Decoration.mark({ class: 'cm-place' });
const placeMarks = new MatchDecorator({ regexp: /\{\{[^{}]*\}\}/g, decoration: place });
const places = ViewPlugin.define<{ marks: DecorationSet; update: (update: never) => void }>(
  (view) => {
    const plugin = {
      marks: placeMarks.createDeco(view),
      update: (update: Parameters<typeof placeMarks.updateDeco>[0]) => {
        plugin.marks = placeMarks.updateDeco(update, plugin.marks);
      },
    };
    return plugin;
  },
  { decorations: (plugin) => plugin.marks },
);

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null], color: 'var(--accent-text)' },
  { tag: [tags.string, tags.regexp], color: 'var(--done)' },
  { tag: tags.number, color: 'var(--wait)' },
  { tag: tags.propertyName, color: 'var(--run)' },
  { tag: tags.comment, color: 'var(--n10)' },
]);

const look = EditorView.theme({
  '&': { fontSize: '12px', color: 'var(--n12)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--editor-font)',
    lineHeight: '18px',
    minHeight: 'calc(var(--editor-least) * 18px + 8px)',
    maxHeight: 'calc(var(--editor-most) * 18px + 8px)',
    overflow: 'auto',
  },
  '.cm-content': { padding: '4px 0', caretColor: 'var(--n12)' },
  '.cm-line': { padding: '0 8px' },
  '.cm-placeholder': { color: 'var(--n10)' },
  '.cm-cursor': { borderLeftColor: 'var(--n12)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 26%, transparent)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--n5)', outline: 'none' },
  '.cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket': {
    color: 'var(--fail)',
    backgroundColor: 'transparent',
  },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--n9)', border: 'none' },
  '.cm-place': {
    color: 'var(--accent-text)',
    backgroundColor: 'var(--accent-soft)',
    borderRadius: '3px',
    padding: '1px 0',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--fail) 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    zIndex: '60',
    border: '1px solid var(--n5)',
    borderRadius: '6px',
    backgroundColor: 'var(--n1)',
    color: 'var(--n12)',
    boxShadow: 'var(--shadow)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--font-mono)',
    fontSize: '12px',
    maxHeight: '200px',
    padding: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px', borderRadius: '4px', lineHeight: '20px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--n4)',
    color: 'var(--n12)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent-text)', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--n10)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-diagnostic': { padding: '4px 8px', fontSize: '12px', fontFamily: 'var(--font-sans)' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--fail)' },
});
