// The model of the simulated endpoint: what it says to a conversation, and how its server writes that down as a stream. Everything that
// it says carries a number, so that a later request shows whether it came back whole.

import type { Chance } from './chance.ts';
import type { Report } from './report.ts';
import type { Scenario } from './scenario.ts';

export interface Call {
  readonly id: string | null;
  readonly name: string;
  readonly arguments: string;
}

/** What the model means to say, before anything goes wrong on the way. */
export interface Reply {
  readonly number: number;
  readonly reasoning: string | null;
  readonly keys: readonly ('reasoning_content' | 'reasoning')[];
  readonly content: string;
  readonly calls: readonly Call[];
}

/** What a request allows. */
export interface Asked {
  readonly step: number;
  readonly functions: readonly string[];
  readonly summary: boolean;
  /** References of results that can be paged through. */
  readonly artifacts: readonly string[];
}

const words = [
  'the',
  'quay',
  'of',
  'Halmere',
  '数据',
  'été',
  '🙂',
  'says',
  '"quoted"',
  'C:\\path',
  '12.5 %',
  'then',
  '—',
  'claim',
  'source',
] as const;

/** A thought of about so many characters, with characters of one to four bytes. */
export function proseOf(random: Chance, characters: number): string {
  let text = '';
  while (text.length < characters) text += `${random.one(words)} `;
  return text;
}

/** The next thing that the model says. */
export function replyTo(
  asked: Asked,
  number: number,
  random: Chance,
  scenario: Scenario,
  quirks: number,
  report: Report,
): Reply {
  const { step, functions, summary } = asked;
  const thinks = scenario.thought > 0 && !random.happens(0.05);
  const aloud = scenario.habit === 'confused' ? 'I call look(…) now.' : '';
  const reasoning = thinks ? `⟦${number}⟧ ${proseOf(random, random.between(1, scenario.thought * 2))}${aloud}` : null;
  const keys = random.happens(0.1)
    ? (['reasoning_content', 'reasoning'] as const)
    : ([scenario.profile === 'vllm' ? 'reasoning' : 'reasoning_content'] as const);
  const common = { number, reasoning, keys };
  if (summary || functions.length === 0 || step > scenario.steps)
    return {
      ...common,
      content: `${summary ? 'Notes' : 'Answer'} ⟦${number}⟧ ${proseOf(random, random.between(10, 300))}`,
      calls: [],
    };
  const usual = habitual(asked, scenario);
  if (usual !== null && !random.happens(0.1)) return { ...common, content: '', calls: [usual] };
  const calls = Array.from({ length: random.between(1, scenario.width) }, (_, index) =>
    callOf(asked, number, index, random, quirks, report),
  );
  if (calls.length > 1 && random.happens(quirks)) {
    report.fault('quirk: the same call twice');
    calls.push({ ...(calls[0] as Call), id: null });
  }
  return { ...common, content: random.happens(0.2) ? `I look. ⟦${number}⟧` : '', calls };
}

// The same to the byte each time.
function habitual({ step, functions }: Asked, { habit }: Scenario): Call | null {
  const [first, second] = [functions.includes('find') ? 'find' : functions[0], functions[functions.length - 1]];
  const name = habit === 'stuck' || step % 2 === 0 ? first : second;
  if (name === undefined) return null;
  switch (habit) {
    case 'none':
      return null;
    case 'stuck':
    case 'alternating':
    case 'confused': {
      const query = habit === 'confused' ? `${step}` : 'the same';
      return {
        id: `functions.${name}:${step}`,
        name,
        arguments: JSON.stringify(name === 'ask' ? { question: query } : { query }),
      };
    }
  }
}

function callOf(asked: Asked, number: number, index: number, random: Chance, quirks: number, report: Report): Call {
  const offered = asked.functions.filter(
    (name) => name !== 'read_artifact' || asked.artifacts.length > 0 || random.happens(0.1),
  );
  const [first = '', ...rest] = offered;
  const name = random.one([first, ...rest]);
  const id = `functions.${name}:${number * 10 + index}`;
  const mark = random.happens(0.15) ? 'again' : `⟦${number}.${index}⟧`;
  const usual: Call = { id, name, arguments: JSON.stringify(argumentsFor(name, mark, asked, random)) };
  if (!random.happens(quirks)) return usual;
  const quirk = random.one([
    'empty id',
    'missing id',
    'repeated id',
    'unknown tool',
    'template name',
    'broken arguments',
    'wrong arguments',
    'arguments that are no object',
    'empty arguments',
  ]);
  report.fault(`quirk: ${quirk}`);
  switch (quirk) {
    case 'empty id':
      return { ...usual, id: '' };
    case 'missing id':
      return { ...usual, id: null };
    case 'repeated id':
      return { ...usual, id: 'call_0' };
    case 'unknown tool':
      return { ...usual, name: 'no_such_tool' };
    case 'template name':
      return { ...usual, name: `functions.${name}:${index}` };
    case 'broken arguments':
      return { ...usual, arguments: usual.arguments.slice(0, -1) };
    case 'wrong arguments':
      return { ...usual, arguments: JSON.stringify({ nothing: mark }) };
    case 'arguments that are no object':
      return { ...usual, arguments: JSON.stringify([mark]) };
    case 'empty arguments':
      return { ...usual, arguments: '' };
  }
}

function argumentsFor(name: string, mark: string, { artifacts }: Asked, random: Chance): Record<string, unknown> {
  const [first, ...rest] = artifacts;
  switch (name) {
    case 'ask':
      return { question: `Which? ${mark}` };
    case 'read_artifact':
      return {
        ref: first === undefined ? '0000000000000000' : random.one([first, ...rest]),
        from: random.between(0, 5000),
      };
    default:
      return { query: `${mark} ${random.one(words)}` };
  }
}
