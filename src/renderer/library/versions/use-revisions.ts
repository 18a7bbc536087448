// The kept versions of a pipeline as the host has them: their list, their names, their documents.

import { useCallback, useEffect, useState } from 'react';
import type { ApiOutput } from '../../../shared/api/table.ts';
import { toEnvelope, type ErrorEnvelope } from '../../../shared/errors.ts';
import type { PipelineDocument } from '../../../shared/pipeline/document.ts';
import { useWorkspace } from '../../workspace.ts';

export type RevisionRow = ApiOutput<'library.revisions'>[number];

export interface Revisions {
  /** Newest first; null while they load. */
  readonly rows: readonly RevisionRow[] | null;
  readonly failure: ErrorEnvelope | null;
  readonly reload: () => void;
  /** Gives a version a name, or takes it away. */
  readonly name: (revision: number, label: string | null) => void;
}

/** The versions of a pipeline; none for null. */
export function useRevisions(id: string | null): Revisions {
  const { host } = useWorkspace();
  const [rows, setRows] = useState<readonly RevisionRow[] | null>(null);
  const [failure, setFailure] = useState<ErrorEnvelope | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (id === null) return;
    let left = false;
    setFailure(null);
    host['library.revisions']({ id }).then(
      (read) => left || setRows(read),
      (thrown: unknown) => left || setFailure(toEnvelope(thrown)),
    );
    return () => {
      left = true;
    };
  }, [host, id, asked]);
  const reload = useCallback(() => setAsked((before) => before + 1), []);
  const name = (revision: number, label: string | null) => {
    if (id === null) return;
    host['library.name_revision']({ id, revision, label }).then(
      () => setRows((before) => before?.map((row) => (row.revision === revision ? { ...row, label } : row)) ?? null),
      (thrown: unknown) => setFailure(toEnvelope(thrown)),
    );
  };
  return { rows, failure, reload, name };
}

export interface Revision {
  /** null while it loads, or when none is wanted. */
  readonly document: PipelineDocument | null;
  readonly failure: ErrorEnvelope | null;
  readonly retry: () => void;
}

/** The document of a version; it is asked for once. */
export function useRevision(id: string, revision: number | null): Revision {
  const { host } = useWorkspace();
  const [known, setKnown] = useState<ReadonlyMap<number, PipelineDocument>>(new Map());
  const [asked, setAsked] = useState(0);
  const [failure, setFailure] = useState<ErrorEnvelope | null>(null);
  useEffect(() => {
    setFailure(null);
    if (revision === null || known.has(revision)) return;
    let left = false;
    host['library.revision']({ id, revision }).then(
      ({ document }) => left || setKnown((before) => new Map([...before, [revision, document]])),
      (thrown: unknown) => left || setFailure(toEnvelope(thrown)),
    );
    return () => {
      left = true;
    };
    // oxlint-disable-next-line react/exhaustive-deps -- what has become known is not asked for again
  }, [host, id, revision, asked]);
  return {
    document: revision === null ? null : (known.get(revision) ?? null),
    failure,
    retry: () => setAsked((before) => before + 1),
  };
}
