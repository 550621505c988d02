/** What the person at the keyboard is told in one line when the sample cannot be loaded. */
export class SampleError extends Error {
  override readonly name = 'SampleError';
}
