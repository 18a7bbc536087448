// A pipeline in small: its boxes coloured by what they are for, its wires by what flows. Lines are as thin at 60 pixels as at 400.

import { memo } from 'react';
import type { Picture } from '../../shared/pipeline/view/picture.ts';
import type { KindCategory } from '../../shared/tool/kind.ts';
import type { PortType } from '../../shared/tool/ports.ts';

const boxes = {
  pipeline: 'fill-faint stroke-faint',
  agent: 'fill-accent stroke-accent',
  retrieve: 'fill-port-passages stroke-port-passages',
  compute: 'fill-port-number stroke-port-number',
  people: 'fill-port-boolean stroke-port-boolean',
  logic: 'fill-port-table stroke-port-table',
} as const satisfies Record<KindCategory, string>;

const wires = {
  text: 'stroke-port-text',
  number: 'stroke-port-number',
  boolean: 'stroke-port-boolean',
  json: 'stroke-port-json',
  table: 'stroke-port-table',
  file: 'stroke-port-file',
  image: 'stroke-port-image',
  passages: 'stroke-port-passages',
} as const satisfies Record<PortType, string>;

/** How much room is left around the picture, and how small its drawing may be, in the canvas's pixels. */
const margin = 24;
const least = { width: 720, height: 300 } as const;

/** The picture of a pipeline; it takes the room that its class gives it. */
export const PipelinePicture = memo(function PipelinePicture({
  picture,
  className = '',
}: {
  readonly picture: Picture;
  readonly className?: string;
}) {
  const width = Math.max(picture.width, least.width);
  const height = Math.max(picture.height, least.height);
  const left = (picture.width - width) / 2 - margin;
  const top = (picture.height - height) / 2 - margin;
  return (
    <svg
      viewBox={`${left} ${top} ${width + 2 * margin} ${height + 2 * margin}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden
      className={className}
    >
      <g fill="none" strokeWidth="1">
        {picture.wires.map((wire, index) => (
          <path
            // oxlint-disable-next-line react/no-array-index-key -- a wire of a picture is its place
            key={index}
            d={wirePath(wire)}
            vectorEffect="non-scaling-stroke"
            className={wire.type === null ? 'stroke-muted' : wires[wire.type]}
            {...(wire.type === null ? { strokeDasharray: '1 2' } : { strokeOpacity: 0.8 })}
          />
        ))}
      </g>
      <g strokeWidth="1" fillOpacity="0.35">
        {picture.boxes.map(({ category, ...box }, index) => (
          <rect
            // oxlint-disable-next-line react/no-array-index-key -- a box of a picture is its place
            key={index}
            {...box}
            rx="14"
            vectorEffect="non-scaling-stroke"
            className={category === null ? 'fill-transparent stroke-wait' : boxes[category]}
            {...(category === null ? { strokeDasharray: '2 2' } : {})}
          />
        ))}
      </g>
    </svg>
  );
});

/** The way of a wire: data wires leave to the right, tool wires hang. */
export function wirePath({ x1, y1, x2, y2, type }: Picture['wires'][number]): string {
  if (type === null) {
    const bend = Math.max(30, Math.abs(y2 - y1) / 2);
    return `M${x1} ${y1}C${x1} ${y1 - bend} ${x2} ${y2 + bend} ${x2} ${y2}`;
  }
  const bend = Math.max(40, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
