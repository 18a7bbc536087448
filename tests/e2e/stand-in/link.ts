// Questions and answers between the test and the child that runs the built main process: calls by name over a channel that can
// clone values and bytes. Knows nothing of Electron.

export interface Channel {
  send(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
}

export interface Link {
  /** Asks the other side; rejects with the message of what it threw. */
  call<Answer>(name: string, question: unknown): Promise<Answer>;
  /** Tells the other side without waiting; tells and calls arrive in the order in which they were made. */
  tell(name: string, news: unknown): void;
  /** Says what this side does when it is called or told `name`. */
  on<Question>(name: string, answer: (question: Question) => unknown): void;
  /** Rejects everything that still waits for an answer. */
  fail(reason: string): void;
}

type Message =
  | { readonly type: 'question'; readonly id: number | null; readonly name: string; readonly value: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly message: string };

/** A link over one end of a channel; both ends are made with this function. */
export function createLink(channel: Channel): Link {
  const answers = new Map<string, (question: never) => unknown>();
  const waiting = new Map<number, { resolve(value: unknown): void; reject(reason: Error): void }>();
  let lastId = 0;

  const answer = async (name: string, id: number | null, value: unknown): Promise<void> => {
    try {
      const respond = answers.get(name);
      if (respond === undefined) throw new Error(`Nobody answers ${name}.`);
      const result = await respond(value as never);
      if (id !== null) channel.send({ type: 'answer', id, value: result } satisfies Message);
    } catch (thrown) {
      if (id === null) throw thrown;
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      channel.send({ type: 'failure', id, message } satisfies Message);
    }
  };

  channel.onMessage((received) => {
    const message = received as Message;
    if (message.type === 'question') {
      void answer(message.name, message.id, message.value);
      return;
    }
    const caller = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'answer') caller?.resolve(message.value);
    else caller?.reject(new Error(message.message));
  });

  return {
    call<Answer>(name: string, value: unknown) {
      return new Promise<Answer>((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve: resolve as (value: unknown) => void, reject });
        channel.send({ type: 'question', id: lastId, name, value } satisfies Message);
      });
    },
    tell(name, value) {
      channel.send({ type: 'question', id: null, name, value } satisfies Message);
    },
    on(name, respond) {
      answers.set(name, respond as (question: never) => unknown);
    },
    fail(reason) {
      for (const caller of waiting.values()) caller.reject(new Error(reason));
      waiting.clear();
    },
  };
}
