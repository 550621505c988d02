import { CdpError } from '../kernel/errors.ts';

/** The path exists, but not for this method; `allowed` becomes the `Allow` header of the reply. */
export class MethodNotAllowedError extends CdpError {
  override readonly name = 'MethodNotAllowedError';
  readonly code = 'method_not_allowed';
  override readonly status = 405;
  readonly allowed: readonly string[];

  constructor(allowed: readonly string[]) {
    super(`method is not supported here, expected ${allowed.join(' or ')}`);
    this.allowed = allowed;
  }
}
