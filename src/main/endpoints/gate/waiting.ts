// What a request that waits is told, in sentences for a person. Why and how long it waits is the limiter's matter.

export interface Waiting {
  /** Why, in a sentence. */
  readonly reason: string;
  /** Milliseconds since 1970; null when nobody knows. */
  readonly until: number | null;
}

/** `refused`: the server's refusals are why there are so few. */
export function atOneTime(most: number, name: string, refused: boolean): string {
  return `At most ${counted(most, 'request')} at one time ${go(most)} to ${name}${refused ? ', since it has refused some' : ''}.`;
}

export function inTime(most: number, what: 'request' | 'token', time: 'minute' | 'day', name: string): string {
  return `At most ${counted(most, what)} a ${time} ${go(most)} to ${name}.`;
}

export function leftAlone(name: string): string {
  return `${name} has asked to be left alone for a while.`;
}

/** The reason of the one in front, told to one of those behind it; `others` counts all who wait but this one. */
export function withOthers(reason: string, others: number): string {
  const company =
    others === 1 ? 'Another request is waiting as well.' : `${others} other requests are waiting as well.`;
  return `${reason} ${company}`;
}

/** Tells only what is new; times that differ by rounding are the same. */
export function onChange(tell: (waiting: Waiting) => void): (waiting: Waiting) => void {
  let last: Waiting | null = null;
  return (waiting) => {
    const sameTime = last !== null && Math.abs((last.until ?? 0) - (waiting.until ?? 0)) < 10;
    if (last !== null && last.reason === waiting.reason && sameTime) return;
    last = waiting;
    tell(waiting);
  };
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}

function go(count: number): string {
  return count === 1 ? 'goes' : 'go';
}
