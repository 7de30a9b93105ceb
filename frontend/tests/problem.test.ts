import { describe, expect, test } from 'vitest';
import { Problem } from '../src/sync/problem';

describe('a failed hub call', () => {
  test('is read from the JSON at the end of its text', () => {
    const text =
      "An unexpected error occurred invoking 'Send' on {server}. HubException: " +
      '{"code":"validation_failed","detail":"Too {long}.","retryable":false}';
    expect(Problem.fromHubText(text)).toMatchObject({
      code: 'validation_failed',
      message: 'Too {long}.',
      retryable: false,
    });
  });

  test('without a verdict of the server may be tried again', () => {
    expect(Problem.fromHubText('Invocation canceled due to the underlying connection being closed.')).toMatchObject({
      code: 'network',
      retryable: true,
    });
  });
});

test('a wait is read from the body or the header, in seconds', () => {
  const limited = { code: 'rate_limited', detail: 'Too fast.', retryable: true };
  expect(Problem.fromHubText(JSON.stringify({ ...limited, retry_after: 2.5 })).retryAfter).toBe(2500);
  expect(Problem.fromJson(limited, '3')?.retryAfter).toBe(3000);
  expect(Problem.fromJson(limited, 'Wed, 21 Oct 2026 07:28:00 GMT')?.retryAfter).toBe(0);
  expect(Problem.fromJson(limited)?.retryAfter).toBe(0);
});

test('problem details carry their field errors', () => {
  const problem = Problem.fromJson({
    title: 'Bad Request',
    code: 'validation_failed',
    retryable: false,
    errors: { username: ['Too short.'], odd: 'no list' },
  });
  expect(problem).toMatchObject({ message: 'Bad Request', errors: { username: ['Too short.'] } });
});

test('problem details say what the request is called in the logs', () => {
  const document = { title: 'Oops', code: 'internal_error', retryable: true };
  expect(Problem.fromJson({ ...document, trace_id: '4bf92f' })?.traceId).toBe('4bf92f');
  expect(Problem.fromJson(document)?.traceId).toBeNull();
});
