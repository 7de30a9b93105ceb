/** A request that did not succeed: the server's refusal, or no answer at all (`network`, `timeout`). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  /** Whether the very same request may succeed later. */
  readonly retryable: boolean;
  /** Sentences for each field that breaks a rule. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds before which trying again is of no use; 0 when the server does not say. */
  readonly retryAfter: number;

  /** Where in a query something is wrong, in UTF-16 code units; null when it is about no place. */
  readonly position: number | null;
  /** Names the request in the server's traces and logs; null when no answer came. */
  readonly traceId: string | null;

  constructor(
    code: string,
    detail: string,
    retryable: boolean,
    errors: Record<string, readonly string[]> = {},
    retryAfter = 0,
    position: number | null = null,
    traceId: string | null = null,
  ) {
    super(detail);
    this.code = code;
    this.retryable = retryable;
    this.errors = errors;
    this.retryAfter = retryAfter;
    this.position = position;
    this.traceId = traceId;
  }

  static network(): Problem {
    return new Problem('network', 'The server cannot be reached right now.', true);
  }

  static timeout(): Problem {
    return new Problem('timeout', 'The server took too long to answer.', true);
  }

  /** Whatever was thrown, as a problem. What carries no verdict of the server was lost on the way. */
  static of(error: unknown): Problem {
    return error instanceof Problem ? error : Problem.network();
  }

  /**
   * Out of a problem details document, or null when it is not one.
   * @param retryAfter what the answer's `Retry-After` header says, if there is one.
   */
  static fromJson(json: unknown, retryAfter: string | null = null): Problem | null {
    if (!isRecord(json) || typeof json.code !== 'string') return null;
    const detail = typeof json.detail === 'string' ? json.detail : typeof json.title === 'string' ? json.title : json.code;
    const position = typeof json.position === 'number' ? json.position : null;
    const wait = milliseconds(json.retry_after ?? retryAfter);
    const traceId = typeof json.trace_id === 'string' ? json.trace_id : null;
    return new Problem(json.code, detail, json.retryable === true, fieldErrors(json.errors), wait, position, traceId);
  }

  /**
   * Out of the text of a failed hub call, which ends in `{"code", "detail", "retryable", "retry_after"?}`.
   * A text without it was written by the transport, so trying again may help.
   */
  static fromHubText(text: string): Problem {
    for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
      try {
        const problem = Problem.fromJson(JSON.parse(text.slice(at)));
        if (problem) return problem;
      } catch {
        // Not the start of the document; look further.
      }
    }
    return Problem.network();
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Out of a number of seconds. A `Retry-After` that is a date is as good as none. */
function milliseconds(seconds: unknown): number {
  const number = Number(seconds ?? 0);
  return number > 0 && Number.isFinite(number) ? number * 1000 : 0;
}

function fieldErrors(value: unknown): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  if (!isRecord(value)) return errors;
  for (const [field, sentences] of Object.entries(value)) {
    if (Array.isArray(sentences)) errors[field] = sentences.filter((s) => typeof s === 'string');
  }
  return errors;
}
