// The colours of notes and groups: a few names that mean nothing, which documents may hold.

export const colours = ['yellow', 'blue', 'green', 'red', 'grey'] as const;
export type Colour = (typeof colours)[number];

/** The colour of a name from a document; yellow for any other. */
export function colourOf(name: string | undefined): Colour {
  return colours.find((colour) => colour === name) ?? 'yellow';
}
