// Days as ISO dates, `YYYY-MM-DD`: the only form in which dates of sources are kept and compared.

/** The day that a text begins with ("2026-01-15", "2026-01-15T08:00Z"), or null where it is none or does not exist in the calendar. */
export function dayOf(text: string | null | undefined): string | null {
  const day = /^(\d{4})-(\d{2})-(\d{2})(?=$|[^\d])/.exec(text?.trim() ?? '')?.[0];
  if (day === undefined) return null;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : null;
}
