// What a benchmark reports: figures, each with the control that shows it could have come out otherwise, as a plain table.

export interface Figure {
  readonly what: string;
  readonly value: string;
  /** What must differ or fail, and what it came to. */
  readonly control: string;
}

export interface Report {
  readonly command: string;
  readonly figures: readonly Figure[];
  /** False when a promise was broken, not when something was slow. */
  readonly held: boolean;
}

/** A report as aligned text. */
export function reportText({ command, figures, held }: Report): string {
  const width = (pick: (figure: Figure) => string) => Math.max(...figures.map((figure) => pick(figure).length));
  const [what, value] = [width((figure) => figure.what), width((figure) => figure.value)];
  const rows = figures.map((figure) =>
    `  ${figure.what.padEnd(what)}  ${figure.value.padEnd(value)}  ${figure.control}`.trimEnd(),
  );
  return [`\n$ ${command}${held ? '' : '   BROKEN'}`, ...rows].join('\n');
}
