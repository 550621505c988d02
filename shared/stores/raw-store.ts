/** Where lines are kept for good, one object per name. */
export interface RawStore {
  /**
   * Writes an object once. Where one of that name exists nothing happens: names say exactly what is in
   * them, so it is the same one, written by an earlier delivery of the same batch.
   */
  putOnce(object: { readonly key: string; readonly lines: readonly string[] }): Promise<void>;
}
