// A small picture of a pipeline: where its nodes and wires are, in few enough numbers that a list can hold hundreds of them.

import { z } from 'zod';
import { kindCategories } from '../../tool/kind.ts';
import { portTypes } from '../../tool/ports.ts';

/** Lengths in the canvas's pixels, rounded; the corner of the whole is at 0, 0. */
export const pictureSchema = z.strictObject({
  width: z.int().min(0),
  height: z.int().min(0),
  /** `category` null: of an unknown kind. */
  boxes: z.array(
    z.strictObject({
      x: z.int(),
      y: z.int(),
      width: z.int(),
      height: z.int(),
      category: z.enum(kindCategories).nullable(),
    }),
  ),
  /** From one point to another; `type` null: a tool wire. */
  wires: z.array(
    z.strictObject({ x1: z.int(), y1: z.int(), x2: z.int(), y2: z.int(), type: z.enum(portTypes).nullable() }),
  ),
});
export type Picture = Readonly<z.infer<typeof pictureSchema>>;
