// What the yardstick's model says: text that a run's name, a step and a piece fix, so that the server can tell later whether a client
// kept every byte of it. The pieces hold what clients break: quotes, backslashes, line ends, characters of two to four bytes.

/** One session, told in the question as `yardstick://RUN?steps=300&deltas=200`. */
export interface Session {
  readonly run: string;
  /** Tool calls before the answer. */
  readonly steps: number;
  /** Pieces of reasoning in a step. */
  readonly deltas: number;
  /** Milliseconds between two pieces; 0: everything at once. */
  readonly paceMs: number;
  readonly key: 'reasoning_content' | 'reasoning';
  /** Whether a request without all reasoning is refused, as Moonshot's server does. */
  readonly strict: boolean;
  /** The function that is called: `search`, or by turns `search` and, at every even step, `append`. */
  readonly tool: 'search' | 'both';
}

/** The session that a text names, or null. */
export function sessionIn(text: string): Session | null {
  const address = /yardstick:\/\/[\w.-]+\?[\w=&.-]*/.exec(text)?.[0];
  if (address === undefined) return null;
  const url = new URL(address);
  const number = (name: string, usual: number) => Number(url.searchParams.get(name) ?? usual);
  return {
    run: url.hostname,
    steps: number('steps', 300),
    deltas: number('deltas', 200),
    paceMs: number('paceMs', 0),
    key: url.searchParams.get('key') === 'reasoning' ? 'reasoning' : 'reasoning_content',
    strict: url.searchParams.get('strict') !== '0',
    tool: url.searchParams.get('tool') === 'both' ? 'both' : 'search',
  };
}

/** The question that asks for a session. */
export function questionFor(session: Partial<Session> & { readonly run: string }): string {
  const { run, ...more } = session;
  const query = Object.entries(more).map(
    ([name, value]) => `${name}=${value === true ? 1 : value === false ? 0 : value}`,
  );
  return `Weigh every statement of the report against the archive. yardstick://${run}?${query.join('&')}`;
}

const pieces = [
  ' so',
  ' the',
  ' ledger',
  ' of',
  ' spring',
  ' says',
  ' "',
  '7',
  ',',
  '4',
  ' %',
  '"',
  ' while',
  ' an',
  'other',
  ' note',
  ' gives',
  ' 8',
  '.',
  '1',
  ';',
  '\n',
  ' Which',
  ' of',
  ' them',
  ' is',
  ' la',
  'ter',
  '?',
  ' The',
  ' file',
  ' D:\\',
  'in',
  '\\',
  'b',
  ' has',
  ' 港',
  '口',
  ' and',
  ' Zü',
  'rich',
  ' 🧭',
  ' in',
  ' it',
  ' –',
  ' I',
  ' look',
  ' once',
  ' more',
  '.\n\n',
  '{',
  '}',
  '\t',
  ' ok',
] as const;

/** The n-th piece of reasoning of a step, counted from 1 and 0. */
export function pieceOf(step: number, nth: number): string {
  return pieces[(step * 13 + nth * 11 + (nth >> 4)) % pieces.length] ?? '';
}

/** The function that the model calls in a step. */
export function toolOf({ tool }: Session, step: number): 'search' | 'append' {
  return tool === 'both' && step % 2 === 0 ? 'append' : 'search';
}

/** The arguments of the call of a step, as the model writes them. */
export function argumentsOf(session: Session, step: number): string {
  return toolOf(session, step) === 'append'
    ? JSON.stringify({ line: `${session.run} ${step}` })
    : JSON.stringify({ query: `statement ${step} about "quay ${step % 23}"`, limit: 4 });
}

export function callIdOf(session: Session, step: number): string {
  return `functions.${toolOf(session, step)}:${step - 1}`;
}

/** What the tool `search` finds: 800 characters that the query fixes. */
export function searchResult(query: string): string {
  const line = `* ${query.slice(0, 30)}: "a passage of the archive, 12.5 % and 数据"\n`;
  return `4 passages for ${query}\n${line.repeat(Math.ceil(800 / line.length))}`.slice(0, 800);
}

/** What the tool `append` answers. */
export function appendResult(line: string): string {
  return `noted: ${line}`;
}

/** The text that the tool of a session must have given for a step. */
export function resultOf(session: Session, step: number): string {
  const given = JSON.parse(argumentsOf(session, step)) as { readonly line?: string; readonly query?: string };
  return toolOf(session, step) === 'append' ? appendResult(given.line ?? '') : searchResult(given.query ?? '');
}
