// The mark of a port type: a hue and a shape each, so that types stay apart without colour. A list is the same mark twice.

import type { ReactElement } from 'react';
import type { PortSpec, PortType } from '../../shared/tool/ports.ts';

const shapes = {
  text: <circle cx="5" cy="5" r="4" />,
  number: <path d="M5 .6 9.4 5 5 9.4.6 5Z" />,
  boolean: <path d="M5 1a4 4 0 0 1 0 8Z M4 1a4 4 0 0 0 0 8" />,
  json: <rect x="1.2" y="1.2" width="7.6" height="7.6" rx="1.4" />,
  table: <path d="M1 1h3.5v3.5H1Z M5.5 1H9v3.5H5.5Z M1 5.5h3.5V9H1Z M5.5 5.5H9V9H5.5Z" />,
  file: <path d="M1.5.8h4.7L8.5 3v6.2h-7Z" />,
  image: <path d="M5 .8 9.4 8.8H.6Z" />,
  passages: (
    <path fillRule="evenodd" d="M5 .8a4.2 4.2 0 1 1 0 8.4A4.2 4.2 0 0 1 5 .8Zm0 2.2a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z" />
  ),
} as const satisfies Record<PortType, ReactElement>;

const hues = {
  text: 'fill-port-text',
  number: 'fill-port-number',
  boolean: 'fill-port-boolean',
  json: 'fill-port-json',
  table: 'fill-port-table',
  file: 'fill-port-file',
  image: 'fill-port-image',
  passages: 'fill-port-passages',
} as const satisfies Record<PortType, string>;

/** The mark of a port. */
export function PortShape({
  port,
  size = 10,
}: {
  readonly port: Pick<PortSpec, 'type' | 'list'>;
  readonly size?: number;
}) {
  return (
    <svg
      width={port.list === true ? size * 1.4 : size}
      height={size}
      viewBox={port.list === true ? '0 0 14 10' : '0 0 10 10'}
      aria-hidden
      className={hues[port.type]}
    >
      {port.list === true && (
        <g transform="translate(4 0)" opacity="0.45">
          {shapes[port.type]}
        </g>
      )}
      {shapes[port.type]}
    </svg>
  );
}
