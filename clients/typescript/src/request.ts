// A call as one request over HTTP, and what an attempt of it comes to.
import { type Call, ConnectionError, type Problem, ProblemError, StatusError } from "./errors.ts";
import { type Outcome, retryAfterMs } from "./retries.ts";
import type { CallOptions, Operation } from "./types.ts";

/** What a method was given, before the types are forgotten. */
export type Given = Record<string, unknown> & { body?: unknown };
/** All options that any operation takes. */
export type AllOptions = CallOptions & { idempotencyKey?: string | undefined; ifMatch?: string | undefined; ifNoneMatch?: string | undefined };

/** A request that can be sent as often as need be: each time the same, but for the access token. */
export interface Request {
  url: string;
  method: string;
  headers: Headers;
  body: BodyInit | undefined;
  key: string | undefined;
}

/** An attempt: an answer, or why there is none. */
export type Attempt = Outcome & ({ status: number; headers: Headers; text: string } | { status: undefined; failure: unknown; timedOut: boolean });

/** Makes the request, and its idempotency key: one for all attempts. */
export function makeRequest(base: string, operation: Operation, given: Given, options: AllOptions): Request {
  const headers = new Headers(options.headers);
  headers.set("accept", "application/json, application/problem+json");
  const key = operation.key ? options.idempotencyKey ?? newKey() : undefined;
  if (key !== undefined) headers.set("idempotency-key", key);
  if (options.ifMatch !== undefined) headers.set("if-match", options.ifMatch);
  if (options.ifNoneMatch !== undefined) headers.set("if-none-match", options.ifNoneMatch);
  const { body, ...parameters } = given;
  return { url: base + address(operation.path, parameters), method: operation.method, headers, body: encode(body, operation, headers), key };
}

/** 128 random bits in hexadecimal. `crypto.randomUUID` is missing in pages without TLS. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Path and query: parameters that the path does not name go into the query. */
function address(path: string, parameters: Record<string, unknown>): string {
  const query = new URLSearchParams();
  const rest = { ...parameters };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name] ?? "");
    delete rest[name];
    // A dot as a whole segment would lead to another path.
    if (value === "" || value === "." || value === "..") throw new TypeError(`${name} cannot be ${JSON.stringify(value)}`);
    return encodeURIComponent(value);
  });
  for (const [name, value] of Object.entries(rest)) if (value !== undefined && value !== null) query.set(name, String(value));
  const asked = query.toString();
  return asked ? `${filled}?${asked}` : filled;
}

function encode(body: unknown, { content = "application/json" }: Operation, headers: Headers): BodyInit | undefined {
  if (body === undefined) return undefined;
  const type = body instanceof Blob && body.type ? body.type : content;
  if (!headers.has("content-type")) headers.set("content-type", type);
  return /\bjson$/.test(content) ? JSON.stringify(body) : (body as BodyInit);
}

/** Sends a request once, and reads its whole answer within the time. Throws only what `signal` was ended with. */
export async function send(fetcher: typeof fetch, request: Request, token: string | undefined, timeoutMs: number, signal: AbortSignal | undefined): Promise<Attempt> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const end = () => ending.abort(signal?.reason);
  signal?.addEventListener("abort", end, { once: true });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    ending.abort(new DOMException(`no answer within ${timeoutMs} ms`, "TimeoutError"));
  }, timeoutMs);
  try {
    const headers = new Headers(request.headers);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    const { url, method, body } = request;
    // Tokens go by header alone, and to no other address.
    const answer = await fetcher(url, { method, headers, ...(body === undefined ? {} : { body }), signal: ending.signal, credentials: "omit", redirect: "error" });
    return { status: answer.status, headers: answer.headers, text: await answer.text(), retryAfterMs: retryAfterMs(answer.headers) };
  } catch (failure) {
    if (signal?.aborted) throw signal.reason;
    return { status: undefined, failure, timedOut, retryAfterMs: undefined };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}

/** The data of a good answer; fails for any other attempt. */
export function dataOf(attempt: Attempt, call: Call): unknown {
  if (attempt.status === undefined) throw new ConnectionError(call, attempt.failure, attempt.timedOut);
  if (attempt.status < 400 && attempt.text === "") return undefined;
  const body = parsed(attempt.text);
  if (attempt.status < 400 && body !== undefined) return body;
  if (isProblem(body)) throw new ProblemError(body, call, attempt);
  throw new StatusError(`status ${attempt.status}, and ${body === undefined ? "no JSON" : "no problem document"}`, call, attempt);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && typeof (body as Problem).code === "string" && typeof (body as Problem).detail === "string";
}
