import { useWorkspace, useWorkspaceState } from '../workspace.ts';
export function LeftPane() { const w = useWorkspace(); const l = useWorkspaceState((s) => s.library) ?? []; return <div>{l.map((e) => <button key={e.id} onClick={() => void w.openPipeline(e.id)}>{e.title}</button>)}</div>; }
