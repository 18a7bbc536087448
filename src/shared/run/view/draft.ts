// A view being made. It is changed in place between two snapshots, and what was handed out as a snapshot is never changed again: the big
// tables are copied once for a batch of events and not once for each.

import { addAttempt, emptyLedger, type Cost, type Usage } from '../../cost/usage.ts';
import type { JsonObject } from '../../json/value.ts';
import type { Passage } from '../../tool/ports.ts';
import { passagesOf } from '../evidence.ts';
import type { Retention } from '../retention.ts';
import type { NodeView, RunView, StepView } from './types.ts';

type Table = keyof Tables;

/** A view that the folds write into. */
export class ViewDraft {
  #view: RunView;
  /** Tables that no snapshot shares. */
  #own: Partial<Tables> = {};

  constructor(view: RunView) {
    this.#view = view;
  }

  /** The view as it stands. Its tables may change with the next event; `snapshot` gives one that lasts. */
  get view(): RunView {
    return this.#view;
  }

  /** The view as it stands, for keeps. */
  snapshot(): RunView {
    this.#own = {};
    return this.#view;
  }

  /** Replaces fields; the big tables have methods of their own. */
  set(change: Partial<Omit<RunView, Table>>): void {
    this.#view = { ...this.#view, ...change };
  }

  addStep(step: StepView): void {
    this.#table('steps').push(step);
  }

  /** Changes the newest step that fits; nothing when none does or the change gives the same step back. */
  changeStep(fits: (step: StepView) => boolean, change: (step: StepView) => StepView): void {
    const index = this.#view.steps.findLastIndex(fits);
    const before = this.#view.steps[index];
    if (before === undefined) return;
    const after = change(before);
    if (after !== before) this.#table('steps')[index] = after;
  }

  /** Changes every step for which the change gives another one. */
  changeSteps(change: (step: StepView) => StepView): void {
    for (const [index, step] of this.#view.steps.entries()) {
      const after = change(step);
      if (after !== step) this.#table('steps')[index] = after;
    }
  }

  /** Changes a node, which begins at this time when it is new. */
  changeNode(activation: string, at: number, change: Partial<NodeView>): void {
    const before = this.#view.nodes[activation] ?? { status: 'running', startedAt: at, steps: 0, ledger: emptyLedger };
    this.#table('nodes')[activation] = { ...before, ...change };
  }

  /** Changes every node for which the change gives another one. */
  changeNodes(change: (node: NodeView) => NodeView): void {
    for (const [activation, node] of Object.entries(this.#view.nodes)) {
      const after = change(node);
      if (after !== node) this.#table('nodes')[activation] = after;
    }
  }

  /** Books an attempt with the run and with its node. */
  charge(activation: string, usage: Usage | null, cost: Cost | null): void {
    this.set({ ledger: addAttempt(this.#view.ledger, usage, cost) });
    const node = this.#view.nodes[activation];
    if (node !== undefined)
      this.#table('nodes')[activation] = { ...node, ledger: addAttempt(node.ledger, usage, cost) };
  }

  /** Takes in the passages that some outputs hold. */
  gather(outputs: JsonObject): void {
    for (const passage of passagesOf(outputs))
      if (this.#view.evidence[passage.id] === undefined) this.#table('evidence')[passage.id] = passage;
  }

  /** Says what is known of a conversation's server. */
  retain(activation: string, retention: Retention): void {
    this.#table('retention')[activation] = retention;
  }

  // The table to write into: a copy of the view's, made before the first write since the last snapshot.
  #table<Name extends Table>(name: Name): Tables[Name] {
    const known: Tables[Name] | undefined = this.#own[name];
    if (known !== undefined) return known;
    const { steps, nodes, evidence, retention } = this.#view;
    const copies: { readonly [Each in Table]: () => Tables[Each] } = {
      steps: () => [...steps],
      nodes: () => ({ ...nodes }),
      evidence: () => ({ ...evidence }),
      retention: () => ({ ...retention }),
    };
    const copy = copies[name]();
    this.#own = { ...this.#own, [name]: copy };
    this.#view = { ...this.#view, [name]: copy };
    return copy;
  }
}

interface Tables {
  readonly steps: StepView[];
  readonly nodes: Record<string, NodeView>;
  readonly evidence: Record<string, Passage>;
  readonly retention: Record<string, Retention>;
}
