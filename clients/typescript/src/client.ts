// The client: a method for each operation of the table, over one way to call them all.
import type { Call } from "./errors.ts";
import { type Methods, OPERATIONS } from "./generated/operations.ts";
import { pages } from "./pages.ts";
import { type AllOptions, type Attempt, dataOf, type Given, makeRequest, type Request, send } from "./request.ts";
import { isUnclear, pause, pauseBefore, RETRIES, type Retries, unlessAborted } from "./retries.ts";
import { memoryStore, Session, type SessionStore, type Tokens } from "./session.ts";
import type { AnswerOf, Name, Operation } from "./types.ts";

/** What a client is made with. */
export interface ClientOptions {
  /** The shop's address with its version, such as `https://shop.example/v1`. */
  url: string;
  /** Where the session is kept; in memory unless said otherwise. */
  store?: SessionStore;
  /** How long each attempt waits for its whole answer. A function of the shop may take 15 seconds. */
  timeoutMs?: number;
  /** How calls are tried again. */
  retries?: Partial<Retries>;
  /** Called when the shop says that the session has ended: time to log in again. */
  onSessionEnd?: () => void;
  /** In place of the global `fetch`. */
  fetch?: typeof fetch;
}

/** A client of one shop, for one person. */
export type Client = Methods & {
  /** Who is logged in. */
  readonly session: Session;
};

const TIMEOUT_MS = 20_000;
/** The old refresh token is good for ten seconds after its use: a lost answer has to be asked for again well within. */
const REFRESH_TIMEOUT_MS = 4_000;
/** After these nobody is logged in any more. The second value: whether the device is forgotten, too. */
const ENDINGS: Partial<Record<Name, boolean>> = { logOut: false, endAllSessions: false, closeAccount: true };

/** Makes a client. It sends nothing before the first call. */
export function createClient(options: ClientOptions): Client {
  const caller = new Caller(options);
  const methods = Object.keys(OPERATIONS).map((name) => [name, method(caller, name as Name)]);
  return { ...(Object.fromEntries(methods) as Methods), session: caller.session };
}

/** One operation as a function, with its pages where it has any. */
function method(caller: Caller, name: Name): unknown {
  const operation: Operation = OPERATIONS[name];
  const call = (given: Given = {}, options: AllOptions = {}) => caller.call(name, given, options);
  return Object.assign(call, pages(call, operation.entries));
}

/** Makes calls: tries again, refreshes, and keeps the session that an answer brings. */
class Caller {
  readonly session: Session;
  readonly #options: ClientOptions;
  readonly #base: string;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, "");
    const renew = async (refreshToken: string) => (await this.#perform("refreshSession", { body: { refresh_token: refreshToken } }, { timeoutMs: REFRESH_TIMEOUT_MS })).data as Tokens;
    this.session = new Session(options.store ?? memoryStore(), renew, options.onSessionEnd);
  }

  async call(name: Name, given: Given, options: AllOptions): Promise<AnswerOf<number, unknown>> {
    const answer = await this.#perform(name, await this.#withDevice(name, given), options);
    const forgetDevice = ENDINGS[name];
    if (forgetDevice !== undefined) await this.session.end({ forgetDevice });
    else if (bringsSession(answer.data)) await this.session.adopt(answer.data);
    return answer;
  }

  /** A log-in from a device that the shop knows says so. */
  async #withDevice(name: Name, given: Given): Promise<Given> {
    const { device_token } = name === "logIn" ? await this.session.saved() : {};
    return device_token === undefined ? given : { ...given, body: { device_token, ...(given.body as object) } };
  }

  /** Sends a request until its answer is final. */
  async #perform(name: Name, given: Given, options: AllOptions): Promise<AnswerOf<number, unknown>> {
    const operation: Operation = OPERATIONS[name];
    const request = makeRequest(this.#base, operation, given, options);
    const call: Call = { operation: name, attempts: 0, idempotencyKey: request.key, maybeDone: false };
    const retries = { ...RETRIES, ...this.#options.retries, ...(options.retries === false ? { attempts: 1 } : options.retries) };
    for (;;) {
      const attempt = await this.#attempt(operation, request, call, options);
      const wait = pauseBefore(call.attempts, attempt, operation, retries);
      if (wait === undefined) return answer(attempt, call);
      await pause(wait, options.signal);
    }
  }

  /** One attempt, under the present access token. Where that is refused, for its age or its session's end, a refresh tells which. */
  async #attempt(operation: Operation, request: Request, call: Call, options: AllOptions): Promise<Attempt> {
    const token = operation.auth === "none" ? undefined : await unlessAborted(this.session.accessToken(), options.signal);
    const attempt = await this.#send(request, token, call, options);
    if (attempt.status !== 401 || token === undefined) return attempt;
    await unlessAborted(this.session.refresh(token), options.signal);
    const { access_token } = await this.session.saved();
    return access_token === undefined || access_token === token ? attempt : this.#send(request, access_token, call, options);
  }

  async #send(request: Request, token: string | undefined, call: Call, options: AllOptions): Promise<Attempt> {
    call.attempts += 1;
    const fetcher = this.#options.fetch ?? globalThis.fetch;
    const attempt = await send(fetcher, request, token, options.timeoutMs ?? this.#options.timeoutMs ?? TIMEOUT_MS, options.signal);
    if (isUnclear(attempt.status)) call.maybeDone = true;
    return attempt;
  }
}

/** An attempt as a good answer; fails if it is none. */
function answer(attempt: Attempt, call: Call): AnswerOf<number, unknown> {
  const data = dataOf(attempt, call);
  const { status, headers } = attempt as Extract<Attempt, { headers: Headers }>;
  return { status, data, etag: headers.get("etag") ?? undefined, replayed: headers.get("idempotency-replayed") === "true", headers };
}

/** Whether an answer has tokens to keep. */
function bringsSession(data: unknown): data is Partial<Tokens> & { device_token?: string } {
  const found = (data ?? {}) as Record<string, unknown>;
  return ["access_token", "device_token"].some((name) => typeof found[name] === "string");
}
