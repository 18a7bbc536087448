// A node while the far picture is shown: an empty box of the node's size, so that focus, selection, dragging and what a screen reader
// says are the canvas library's as ever. What is seen of it is drawn by FarPicture.tsx; its name is the element's `ariaLabel`.

import { memo } from 'react';

export const FarNode = memo(
  function FarNode() {
    return <div className="far-node" />;
  },
  // Nothing that a node is told changes an empty box.
  () => true,
);
