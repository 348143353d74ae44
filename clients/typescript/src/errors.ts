import type { components } from "./generated/api.ts";

/** A refusal or a failure as the shop tells it (RFC 9457). */
export type Problem = components["schemas"]["Problem"];
/** Why, stable: switch on it. New codes may come; treat one that you do not know by its status. */
export type ProblemCode = components["schemas"]["ProblemCode"];

/** What is known of a call that failed, whatever the reason. */
export interface Call {
  /** The operation's name. */
  operation: string;
  /** How many requests were sent. */
  attempts: number;
  /** The key to say again, to go on with the same intention later. */
  idempotencyKey: string | undefined;
  /** Whether an attempt got no clear answer: what was asked for may have been done, and a refusal may be due to that. */
  maybeDone: boolean;
}

/** Any call that failed, unless its own signal ended it. */
export class BackroomError extends Error {
  override readonly name: string = "BackroomError";
  readonly operation: string;
  readonly attempts: number;
  readonly idempotencyKey: string | undefined;
  readonly maybeDone: boolean;

  constructor(message: string, call: Call, options?: ErrorOptions) {
    super(`${call.operation}: ${message}`, options);
    this.operation = call.operation;
    this.attempts = call.attempts;
    this.idempotencyKey = call.idempotencyKey;
    this.maybeDone = call.maybeDone;
  }
}

/** There was no answer: the network failed, or it took too long. */
export class ConnectionError extends BackroomError {
  override readonly name = "ConnectionError";
  /** Whether the last attempt waited for as long as it may. */
  readonly timedOut: boolean;

  constructor(call: Call, cause: unknown, timedOut: boolean) {
    super(timedOut ? "no answer in time" : `no answer: ${cause instanceof Error ? cause.message : String(cause)}`, call, { cause });
    this.timedOut = timedOut;
  }
}

/** An answer that is not the shop's own: of a gateway or a proxy. Go by its status. */
export class StatusError extends BackroomError {
  override readonly name: string = "StatusError";
  readonly status: number;
  readonly headers: Headers;
  /** How long to wait before a repeat, if the answer said so. */
  readonly retryAfterMs: number | undefined;
  /** The beginning of what was answered. */
  readonly body: string;

  constructor(message: string, call: Call, answer: { status: number; headers: Headers; text: string; retryAfterMs: number | undefined }) {
    super(message, call);
    this.status = answer.status;
    this.headers = answer.headers;
    this.retryAfterMs = answer.retryAfterMs;
    this.body = answer.text.slice(0, 1000);
  }
}

/** A refusal or a failure that the shop tells of. A refused request has changed nothing. */
export class ProblemError extends StatusError {
  override readonly name = "ProblemError";
  readonly code: ProblemCode;
  /** For a person. */
  readonly detail: string;
  /** All of it: `errors`, `lines`, `state` and what else belongs to the code. */
  readonly problem: Problem;

  constructor(problem: Problem, call: Call, answer: { status: number; headers: Headers; text: string; retryAfterMs: number | undefined }) {
    super(`${problem.code}: ${problem.detail}`, call, answer);
    this.code = problem.code;
    this.detail = problem.detail;
    this.problem = problem;
  }
}
