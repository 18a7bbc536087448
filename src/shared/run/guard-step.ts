// What a guard's word leads to: it is recorded as an event, and the event reminds the model, asks a person, moves the conversation to a
// stronger model, or makes the next step the last.

import type { JsonValue } from '../json/value.ts';
import { agentAt, paramsAt, setAgent } from './agent-state.ts';
import { endStep } from './calls.ts';
import { modelKey, type Guard, type RunEventOf } from './events.ts';
import { changeModel } from './change-model.ts';
import { addDue } from './scheduler.ts';
import type { Draft } from './state.ts';

/** Acts on what a guard said. */
export function guardRaised(draft: Draft, event: RunEventOf<'guard.raised'>): void {
  const { activation: path, guard, message } = event;
  const agent = agentAt(draft, path);
  const closed = { ...agent, guardsOpen: agent.guardsOpen - 1 };
  switch (event.action) {
    case 'remind':
      setAgent(draft, path, { ...closed, reminders: [...agent.reminders, message] });
      break;
    case 'stop':
      setAgent(draft, path, { ...closed, stopping: stopReason(guard, message) });
      break;
    case 'escalate': {
      setAgent(draft, path, { ...closed, reminders: [...agent.reminders, message] });
      const { escalateEndpoint, escalateModel } = paramsAt(draft, path);
      const stronger = modelKey(escalateEndpoint, escalateModel);
      const named = escalateEndpoint !== undefined || escalateModel !== undefined;
      if (named && draft.models[stronger] !== undefined) changeModel(draft, path, stronger);
      break;
    }
    case 'ask':
      // The question stays open in the place of the guard.
      addDue(draft, {
        type: 'ask-human',
        id: event.effect,
        activation: path,
        call: null,
        question: message,
        choices: ['continue', 'stop'],
        port: 'answer',
        purpose: 'guard',
        guard,
        approves: null,
        doubted: null,
      });
      return;
  }
  endStep(draft, path);
}

/** Takes in what a person wants after a guard asked: `continue`, `stop`, or words for the model. */
export function guardAnswered(draft: Draft, path: string, guard: Guard, answer: JsonValue): void {
  const agent = agentAt(draft, path);
  const closed = { ...agent, guardsOpen: agent.guardsOpen - 1 };
  if (answer === 'stop') {
    setAgent(draft, path, {
      ...closed,
      stopping: stopReason(guard, 'A person ended the work after a guard had asked.'),
    });
  } else if (answer === 'continue') setAgent(draft, path, closed);
  else {
    const words = typeof answer === 'string' ? answer : JSON.stringify(answer);
    setAgent(draft, path, { ...closed, reminders: [...agent.reminders, `A person says: ${words}`] });
  }
  endStep(draft, path);
}

function stopReason(guard: Guard, message: string): { readonly code: string; readonly message: string } {
  return { code: `guard.${guard.replaceAll('-', '_')}`, message };
}
