// When a request is sent again, and after which pause: docs/api-policy.md as code.
import type { Operation } from "./types.ts";

/** How calls are tried again. */
export interface Retries {
  /** How many requests one call may send. */
  attempts: number;
  /** The first pause; each next one is twice as long. */
  firstPauseMs: number;
  /** The longest pause that the client chooses. */
  longestPauseMs: number;
  /** The longest `Retry-After` that a call waits for. Beyond it the call fails at once, and its error says how long to wait. */
  longestRetryAfterMs: number;
}

export const RETRIES: Retries = { attempts: 4, firstPauseMs: 250, longestPauseMs: 8_000, longestRetryAfterMs: 30_000 };

/** What an attempt came to: an answer's status, or none. */
export interface Outcome {
  status: number | undefined;
  retryAfterMs: number | undefined;
}

/** Whether it is unknown what became of a request. A 429 was refused before anything was done, and so was every 4xx. */
export function isUnclear(status: number | undefined): boolean {
  return status === undefined || status >= 500;
}

/** How long to wait before the next attempt; undefined where there is none. `attempt` counts from 1. */
export function pauseBefore(attempt: number, outcome: Outcome, operation: Operation, retries: Retries, random: () => number = Math.random): number | undefined {
  if (attempt >= retries.attempts || !mayRepeat(attempt, outcome.status, operation)) return undefined;
  const chosen = Math.min(retries.firstPauseMs * 2 ** (attempt - 1), retries.longestPauseMs);
  // Many clients that were refused at once must not come back at once.
  if (outcome.retryAfterMs === undefined) return chosen * (0.5 + random() / 2);
  return outcome.retryAfterMs <= retries.longestRetryAfterMs ? outcome.retryAfterMs + random() * chosen : undefined;
}

function mayRepeat(attempt: number, status: number | undefined, operation: Operation): boolean {
  if (status === 429) return true;
  const repeatable = operation.repeatable === true;
  // A bug of the shop: a second try may find it gone, a third one will not.
  if (status === 500) return repeatable && attempt === 1;
  return repeatable && (status === undefined || status === 502 || status === 503 || status === 504);
}

/** `Retry-After` in milliseconds, from seconds or a date. */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | undefined {
  const said = headers.get("retry-after")?.trim();
  if (!said) return undefined;
  const ms = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Waits, unless the signal ends first; then it fails with the signal's reason. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done, fail) => {
    if (signal?.aborted) return fail(signal.reason);
    const end = () => {
      clearTimeout(timer);
      fail(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      done();
    }, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}

/** What a promise comes to, or the signal's reason if that ends first. The work behind the promise goes on. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((done, fail) => {
    const end = () => fail(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    work.then(done, fail).finally(() => signal.removeEventListener("abort", end));
  });
}
