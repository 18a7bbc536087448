// placeholder until the fast one is merged
export function Minimap() {
  return null;
}
