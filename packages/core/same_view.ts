/** Whether two views, which are plain JSON of the same shape, say the same. */
export function isSameView<View extends object>(a: View, b: View): boolean {
  for (const key in a) {
    const one: unknown = a[key];
    const other: unknown = b[key];
    if (one === other) continue;
    if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
    if (Array.isArray(one) && Array.isArray(other) && one.length !== other.length) return false;
    if (!isSameView(one, other)) return false;
  }
  return true;
}
