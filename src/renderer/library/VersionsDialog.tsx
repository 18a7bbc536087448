export function VersionsDialog() { return null; }
