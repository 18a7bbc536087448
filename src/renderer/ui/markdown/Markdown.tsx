// Draws parsed Markdown as React elements: no HTML strings, images are never loaded, links ask before they lead anywhere. What a
// citation looks like is the caller's.

import { Fragment, memo, useState, type ReactNode } from 'react';
import { ImageIcon } from 'lucide-react';
import { useWords } from '../../i18n/words.ts';
import { visible } from '../hidden-characters.ts';
import { LinkDialog } from '../LinkDialog.tsx';
import { parseMarkdown, type Part, type Span } from './parse.ts';

export interface MarkdownProps {
  readonly text: string;
  /** The level of the heading that the text stands under; its own headings go on from there. */
  readonly under?: number;
  readonly cite?: (ids: readonly string[]) => ReactNode;
}

/** A Markdown text. */
export const Markdown = memo(function Markdown({ text, under = 2, cite }: MarkdownProps) {
  const [link, setLink] = useState<string | null>(null);
  const draw: Draw = { cite: cite ?? ((ids) => `[${ids.join(', ')}]`), under, openLink: setLink };
  return (
    <div className="flex min-w-0 flex-col gap-2 break-words">
      {parseMarkdown(text).map((part, index) => (
        <PartView key={index} part={part} draw={draw} />
      ))}
      <LinkDialog url={link} onClose={() => setLink(null)} />
    </div>
  );
});

interface Draw {
  readonly cite: (ids: readonly string[]) => ReactNode;
  readonly under: number;
  readonly openLink: (url: string) => void;
}

function PartView({ part, draw }: { readonly part: Part; readonly draw: Draw }) {
  switch (part.type) {
    case 'heading': {
      const size = part.level === 1 ? 'text-title' : 'text-base';
      return (
        <p
          role="heading"
          aria-level={draw.under + part.depth}
          className={`mt-2 font-semibold text-ink first:mt-0 ${size}`}
        >
          <Spans spans={part.spans} draw={draw} />
        </p>
      );
    }
    case 'paragraph':
      return (
        <p>
          <Spans spans={part.spans} draw={draw} />
        </p>
      );
    case 'list': {
      const items = part.items.map((item, index) => (
        <li key={index} className="pl-1 [&>div]:gap-1">
          <div className="flex flex-col gap-1">
            {item.parts.map((inner, innerIndex) => (
              <PartView key={innerIndex} part={inner} draw={draw} />
            ))}
          </div>
        </li>
      ));
      const look = 'flex flex-col gap-1 pl-5 marker:text-muted';
      return part.ordered ? (
        <ol start={part.start} className={`list-decimal ${look}`}>
          {items}
        </ol>
      ) : (
        <ul className={`list-disc ${look}`}>{items}</ul>
      );
    }
    case 'quote':
      return (
        <blockquote className="flex flex-col gap-2 border-l-2 border-line-strong pl-3 text-soft">
          {part.parts.map((inner, index) => (
            <PartView key={index} part={inner} draw={draw} />
          ))}
        </blockquote>
      );
    case 'fence':
      return (
        <pre className="nowheel overflow-x-auto rounded-md bg-sunken p-2 font-mono text-dense whitespace-pre">
          {visible(part.text)}
        </pre>
      );
    case 'table':
      return (
        <div className="overflow-x-auto">
          <table className="w-full border-collapse text-dense tabular">
            <thead>
              <tr>
                {part.head.map((cell, index) => (
                  <th key={index} className="border-b border-line-strong px-2 py-1 text-left font-semibold">
                    <Spans spans={cell} draw={draw} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {part.rows.map((row, rowIndex) => (
                <tr key={rowIndex}>
                  {row.map((cell, index) => (
                    <td key={index} className="border-b border-line px-2 py-1 align-top">
                      <Spans spans={cell} draw={draw} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'rule':
      return <hr className="border-line" />;
  }
}

function Spans({ spans, draw }: { readonly spans: readonly Span[]; readonly draw: Draw }) {
  return spans.map((span, index) => <SpanView key={index} span={span} draw={draw} />);
}

function SpanView({ span, draw }: { readonly span: Span; readonly draw: Draw }) {
  const t = useWords();
  switch (span.type) {
    case 'text':
      return visible(span.text);
    case 'break':
      return <br />;
    case 'code':
      return <code className="rounded-sm bg-sunken px-1 py-px font-mono text-dense">{visible(span.text)}</code>;
    case 'strong':
      return (
        <strong className="font-semibold text-ink">
          <Spans spans={span.spans} draw={draw} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Spans spans={span.spans} draw={draw} />
        </em>
      );
    case 'struck':
      return (
        <s>
          <Spans spans={span.spans} draw={draw} />
        </s>
      );
    case 'link':
    case 'image':
      return (
        <button
          type="button"
          title={visible(span.url)}
          onClick={() => draw.openLink(span.url)}
          className="inline text-left text-accent-text underline decoration-from-font underline-offset-2"
        >
          {span.type === 'image' && <ImageIcon size={12} className="mr-1 inline" aria-label={t('answer.image')} />}
          <Spans spans={span.spans} draw={draw} />
        </button>
      );
    case 'cite':
      return <Fragment>{draw.cite(span.ids)}</Fragment>;
  }
}
