// What the rehearsal endpoint says next. Pure: the same conversation and the same tools give the same decision, on any machine, with no
// model, clock or chance behind it. Reading, planning and answering are in the folder beside; the wire is in respond.ts.

import type { JsonObject } from '../../../shared/json/value.ts';
import { answerText } from './decide/answer.ts';
import { answerJson, askedJsonOf } from './decide/json-answer.ts';
import { longRunMove } from './decide/long-run.ts';
import { naturalMove } from './decide/plan.ts';
import { emptyReading, readMessage, type Reading } from './decide/reading.ts';
import { asksForRecord } from './decide/record.ts';
import { reviewOf } from './decide/review.ts';
import { revised } from './decide/revise.ts';
import { plainAim, propose, situationOf, type Move, type Situation } from './decide/situation.ts';
import { judgeTools, type JudgedTool } from './decide/tools.ts';
import { weigh } from './decide/weigh.ts';
import type { RequestSettings, WireMessage } from './request.ts';

export interface Decision {
  /** One to five plain sentences on what was decided and why. */
  readonly reasoning: string;
  /** The answer, or null when calls are made. */
  readonly content: string | null;
  readonly calls: readonly DecidedCall[];
}

export interface DecidedCall {
  readonly name: string;
  readonly input: JsonObject;
}

export interface DecideOptions {
  /** Make exactly so many tool calls in all before the answer; null to stop when the evidence suffices. */
  readonly steps: number | null;
  /** Varies the calls of a long run. */
  readonly seed: string;
  /** Which of several attempts at one task this is, from 0; each begins to look somewhere else. */
  readonly attempt: number;
}

/** The decision for a conversation given as messages. */
export function decide(messages: readonly WireMessage[], settings: RequestSettings, options: DecideOptions): Decision {
  const reading = emptyReading();
  for (const message of messages) readMessage(reading, message);
  return decideFrom(reading, judgeTools(settings.tools), settings, options);
}

/** The decision for a conversation that has been read already; changes nothing in it. */
export function decideFrom(
  reading: Reading,
  tools: readonly JudgedTool[],
  settings: RequestSettings,
  options: DecideOptions,
): Decision {
  const { toolChoice } = settings;
  const offered =
    toolChoice.kind === 'none'
      ? []
      : toolChoice.kind === 'named'
        ? tools.filter((tool) => tool.name === toolChoice.name)
        : tools;
  const weighed = offered.length === 0 ? weigh(reading.asked.at(-1)?.text ?? '') : null;
  if (weighed !== null) return { reasoning: sentences(weighed.because), content: weighed.answer, calls: [] };
  const checked = reading.asked.findLast(
    (message) => message.afterAnswers === reading.answers && message.checked !== null,
  )?.checked;
  if (checked !== undefined && checked !== null) {
    const review = reviewOf(checked, reading.passages);
    return { reasoning: sentences(review.because), content: review.answer, calls: [] };
  }
  const situation = situationOf(reading, tools, options.attempt);
  if (offered.length === 0 || situation.question.asksForNotes) {
    const why =
      tools.length === 0
        ? 'No tool is offered'
        : toolChoice.kind === 'none'
          ? 'No further call is allowed'
          : 'Notes are wanted';
    const found = situation.evidence.passages.length;
    return answerDecision(situation, settings, [
      `${why}, so I answer from ${found === 0 ? 'the messages alone' : found === 1 ? 'the 1 relevant passage in the conversation' : `the ${found} relevant passages in the conversation`}.`,
    ]);
  }
  const move = nextMove({ ...situation, tools: offered }, settings, options);
  if (move.calls.length === 0) return answerDecision(situation, settings, move.because);
  return {
    reasoning: sentences(move.because),
    content: null,
    calls: move.calls.map((call) => ({ name: call.tool.name, input: call.input })),
  };
}

function nextMove(situation: Situation, settings: RequestSettings, options: DecideOptions): Move {
  const made = situation.reading.nextCallNumber;
  const seed = seedNumber(options.seed);
  const mustCall = settings.toolChoice.kind === 'required' || settings.toolChoice.kind === 'named';
  if (options.steps !== null && !mustCall) {
    if (made >= options.steps)
      return {
        calls: [],
        because: [`The ${options.steps} calls of this rehearsal have been made, so I answer with what they showed.`],
      };
    const move = longRunMove(situation, made, seed);
    return (
      move ?? {
        calls: [],
        because: ['None of the offered tools can be called again in any other way, so I answer with what there is.'],
      }
    );
  }
  const natural = naturalMove(situation);
  if (natural.calls.length > 0 || !mustCall) return natural;
  return longRunMove(situation, Math.max(made, 8), seed) ?? forcedMove(situation) ?? natural;
}

function forcedMove(situation: Situation): Move | null {
  for (const tool of situation.tools) {
    const call = propose(situation, tool, plainAim(situation), [], true);
    if (call !== null)
      return { calls: [call], because: [`The request demands a call, so I make one of \`${tool.name}\`.`] };
  }
  return null;
}

function answerDecision(situation: Situation, settings: RequestSettings, because: readonly string[]): Decision {
  const { question, reading } = situation;
  if (question.revision !== null && !question.asksForNotes)
    return {
      reasoning: sentences([
        ...because.slice(-1),
        'I make the changes that are wanted and leave the rest of the draft as it is.',
      ]),
      content: revised(question.revision, situation),
      calls: [],
    };
  const prompts = [...reading.asked.map((asked) => asked.text).toReversed(), ...reading.system];
  const schema = question.asksForNotes ? null : askedJsonOf(settings.answerFormat, question.wishes, prompts);
  const isRecord = schema !== null && asksForRecord(situation);
  return {
    reasoning: sentences(
      isRecord
        ? [
            'The document is to be put into a form, so each field takes what stands under its name, and stays empty where nothing does.',
          ]
        : because,
    ),
    content: schema === null ? answerText(situation) : answerJson(situation, schema),
    calls: [],
  };
}

function sentences(because: readonly string[]): string {
  return because
    .filter((sentence) => sentence !== '')
    .slice(0, 5)
    .join(' ');
}

function seedNumber(seed: string): number {
  let sum = 0;
  for (const c of seed) sum = (sum * 31 + c.charCodeAt(0)) % 997;
  return sum;
}
