/**
 * The one error family of the product: thrown when the caller cannot continue.
 *
 * `code` is stable and public (clients branch on it), `status` is the HTTP status an edge answers with,
 * `retryable` says whether the same call can succeed later. Messages are lower case, say what was got
 * and what was expected, and never carry personal data.
 */
export abstract class CdpError extends Error {
  abstract readonly code: string;
  readonly retryable: boolean = false;
  readonly status: number = 500;
}

/** The request itself is wrong; `code` names how. Answered with 400 unless `status` says otherwise. */
export class BadRequestError extends CdpError {
  override readonly name = 'BadRequestError';
  readonly code: string;
  override readonly status: number;

  constructor(code: string, message: string, options: ErrorOptions & { status?: number } = {}) {
    super(message, options);
    this.code = code;
    this.status = options.status ?? 400;
  }
}

/** No credential, or one that is not known. */
export class UnauthorizedError extends CdpError {
  override readonly name = 'UnauthorizedError';
  readonly code: string = 'unauthorized';
  override readonly status = 401;
}

/** A known principal without the scope this call needs. */
export class ForbiddenError extends CdpError {
  override readonly name = 'ForbiddenError';
  readonly code: string = 'forbidden';
  override readonly status = 403;
}

/** The thing addressed does not exist; `code` names the kind of thing (`profile_not_found`). */
export class NotFoundError extends CdpError {
  override readonly name = 'NotFoundError';
  readonly code: string;
  override readonly status = 404;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The thing changed since the caller read it (`If-Match`), or already exists. */
export class ConflictError extends CdpError {
  override readonly name = 'ConflictError';
  readonly code: string;
  override readonly status: number;

  constructor(code: string, message: string, options: { status?: number } = {}) {
    super(message);
    this.code = code;
    this.status = options.status ?? 409;
  }
}

/** Our own side cannot serve right now; the same call can succeed later. */
export class UnavailableError extends CdpError {
  override readonly name = 'UnavailableError';
  readonly code: string = 'unavailable';
  override readonly retryable = true;
  override readonly status = 503;
}
