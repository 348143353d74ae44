// Who is logged in. One refresh at a time, however many calls find the access token too old.
import type { components } from "./generated/api.ts";
import { ProblemError } from "./errors.ts";

/** The tokens of a session as the shop gives them. */
export type Tokens = components["schemas"]["Tokens"];

/** What is kept between calls, and, in a store that lasts, between visits. */
export interface Saved {
  access_token?: string;
  refresh_token?: string;
  /** When the access token runs out, by this machine's clock. */
  expires_at_ms?: number;
  /** Makes this device known at the next log-in, so that strangers who guess cannot hold its owner up. It outlives the session. */
  device_token?: string;
}

/** Where sessions are kept. */
export interface SessionStore {
  read(): Saved | undefined | Promise<Saved | undefined>;
  write(saved: Saved | undefined): void | Promise<void>;
  /** Does the work while nobody else that has this store does any. A store that only one client has needs none. */
  lock?<T>(work: () => Promise<T>): Promise<T>;
}

/** Keeps the session as long as the client. */
export function memoryStore(saved?: Saved): SessionStore {
  return {
    read: () => saved,
    write: (next) => {
      saved = next;
    },
  };
}

/** Keeps the session in `localStorage` or `sessionStorage`, for all tabs. Any script of the page can read it there. */
export function webStore(storage: Pick<Storage, "getItem" | "removeItem" | "setItem">, name = "backroom"): SessionStore {
  return {
    read: () => JSON.parse(storage.getItem(name) ?? "null") ?? undefined,
    write: (saved) => (saved ? storage.setItem(name, JSON.stringify(saved)) : storage.removeItem(name)),
    // Without locks two tabs may both refresh; the shop gives both the same token for ten seconds.
    lock: async (work) => (globalThis.navigator?.locks ? globalThis.navigator.locks.request(name, work) : work()),
  };
}

/** A token this close to its end may be too old when it arrives. */
const NEARLY_OVER_MS = 10_000;

/** The session of a client. */
export class Session {
  readonly #store: SessionStore;
  readonly #renew: (refreshToken: string) => Promise<Tokens>;
  readonly #onEnd: (() => void) | undefined;
  #refreshing: Promise<void> | undefined;

  /** `renew` asks the shop for the next tokens. `onEnd` is told when the shop says that the session has ended. */
  constructor(store: SessionStore, renew: (refreshToken: string) => Promise<Tokens>, onEnd?: () => void) {
    this.#store = store;
    this.#renew = renew;
    this.#onEnd = onEnd;
  }

  /** What is kept. */
  async saved(): Promise<Saved> {
    return { ...(await this.#store.read()) };
  }

  /** The access token to send: the one there is, or the next one if it is nearly over. */
  async accessToken(): Promise<string | undefined> {
    const { access_token, refresh_token, expires_at_ms = Infinity } = await this.saved();
    if (access_token === undefined || refresh_token === undefined || Date.now() < expires_at_ms - NEARLY_OVER_MS) return access_token;
    await this.refresh(access_token);
    return (await this.saved()).access_token;
  }

  /** Gets the next tokens in place of the access token that is too old. Calls side by side wait for the same refresh. */
  refresh(old: string): Promise<void> {
    this.#refreshing ??= this.#refreshOnce(old).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refreshOnce(old: string): Promise<void> {
    const alone = this.#store.lock?.bind(this.#store) ?? (<T>(work: () => Promise<T>) => work());
    await alone(async () => {
      const { access_token, refresh_token } = await this.saved();
      // Another tab was quicker, or somebody logged out or in.
      if (access_token !== old || refresh_token === undefined) return;
      try {
        const next = await this.#renew(refresh_token);
        // Whoever logged out or in meanwhile stays so.
        if ((await this.saved()).refresh_token === refresh_token) await this.adopt(next);
      } catch (error) {
        if (error instanceof ProblemError && error.status === 401) await this.#ended(refresh_token);
        throw error;
      }
    });
  }

  async #ended(refreshToken: string): Promise<void> {
    if ((await this.saved()).refresh_token !== refreshToken) return;
    await this.end();
    this.#onEnd?.();
  }

  /** Keeps what an answer brings of a session: tokens, or a device's token alone. */
  async adopt(answer: Partial<Tokens> & { device_token?: string }): Promise<void> {
    const next = await this.saved();
    if (answer.access_token !== undefined && answer.refresh_token !== undefined) {
      next.access_token = answer.access_token;
      next.refresh_token = answer.refresh_token;
      next.expires_at_ms = Date.now() + (answer.expires_in ?? 300) * 1000;
    }
    if (answer.device_token !== undefined) next.device_token = answer.device_token;
    await this.#store.write(next);
  }

  /** Forgets the session here; the shop is not told. The device stays known, unless all is to be forgotten. */
  async end({ forgetDevice = false } = {}): Promise<void> {
    const { device_token } = await this.saved();
    await this.#store.write(device_token === undefined || forgetDevice ? undefined : { device_token });
  }
}
