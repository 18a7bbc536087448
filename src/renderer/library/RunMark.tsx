// The state of a run as an icon.

import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleStop,
  CircleX,
  Hand,
  LoaderCircle,
  OctagonMinus,
} from 'lucide-react';
import type { ShownStatus } from '../run/run-life.ts';

/** The state of a run as an icon. */
export function RunMark({ status }: { readonly status: ShownStatus }) {
  switch (status) {
    case 'running':
      return <LoaderCircle size={14} className="shrink-0 animate-spin text-run" />;
    case 'paused':
      return <CirclePause size={14} className="shrink-0 text-wait" />;
    case 'waiting':
      return <Hand size={14} className="shrink-0 text-wait" />;
    case 'interrupted':
      return <CircleStop size={14} className="shrink-0 text-dim" />;
    case 'left':
      return <CircleDashed size={14} className="shrink-0 text-dim" />;
    case 'done':
      return <CircleCheck size={14} className="shrink-0 text-done" />;
    case 'failed':
      return <CircleX size={14} className="shrink-0 text-fail" />;
    case 'limited':
      return <OctagonMinus size={14} className="shrink-0 text-wait" />;
  }
}
