// How a method looks, derived from the generated types: nothing here names an operation.
import type { operations } from "./generated/api.ts";
import type { Retries } from "./retries.ts";

/** What the runtime has to know of an operation. */
export interface Operation {
  readonly method: "DELETE" | "GET" | "PATCH" | "POST" | "PUT";
  /** Below the shop's address, with `{name}` where a parameter stands. */
  readonly path: string;
  /** Whether an access token is needed, sent where there is one, or of no use. */
  readonly auth: "none" | "optional" | "required";
  /** The type of the body, where it is not JSON. */
  readonly content?: string;
  /** Whether it takes an idempotency key. */
  readonly key?: true;
  /** Whether a request may be sent again that got no answer. */
  readonly repeatable?: true;
  /** The member of an answer that has a page's entries. */
  readonly entries?: string;
}

/** The name of an operation in the description. */
export type Name = keyof operations;

type Content<C> = { content: C };
type Of<N extends Name> = operations[N];
/** A group of parameters; none where the description has none. */
type Known<T> = [NonNullable<T>] extends [never] ? unknown : NonNullable<T>;
type JsonType = "application/json" | `application/${string}+json`;
/** A body as it is given: JSON as its type, anything else as `fetch` takes it. */
type Sent<C> = Extract<keyof C, JsonType> extends never ? Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | string : C[Extract<keyof C, JsonType>];
type BodyOf<N extends Name> = Of<N> extends { requestBody: Content<infer C> }
  ? { body: Sent<C> }
  : NonNullable<Of<N>["requestBody"]> extends Content<infer C> & infer B
    ? [B] extends [never] ? unknown : { body?: Sent<C> }
    : unknown;
/** A parameter that may be left out may be undefined, too. */
type Loose<T> = { [K in keyof T]: {} extends Pick<T, K> ? T[K] | undefined : T[K] };
type Flat<T> = { [K in keyof T]: T[K] } & {};

/** What a method takes: the parameters of path and query by their names, and `body`. */
export type Input<N extends Name> = Flat<Known<Of<N>["parameters"]["path"]> & Loose<Known<Of<N>["parameters"]["query"]>> & BodyOf<N>>;

type Responses<N extends Name> = Of<N>["responses"];
type Json<R> = R extends { content: { "application/json": infer D } } ? D : undefined;

/** A good answer. Where an operation has several statuses, `status` tells which `data` it is. */
export interface AnswerOf<Status, Data> {
  status: Status;
  data: Data;
  /** The version of what was read, for `ifMatch` and `ifNoneMatch`. */
  etag: string | undefined;
  /** Whether the shop had done this before, under the same idempotency key, and did nothing again. */
  replayed: boolean;
  headers: Headers;
}

/** The good answers of an operation. */
export type Answer<N extends Name> = { [S in Exclude<keyof Responses<N>, 304>]: AnswerOf<S, Json<Responses<N>[S]>> }[Exclude<keyof Responses<N>, 304>];

/** What a method answers where `ifNoneMatch` names the version that there is. */
export type NotModified = AnswerOf<304, undefined>;

/** The data of an operation's good answers. */
export type Data<N extends Name> = Answer<N>["data"];

/** What may be said about any call. */
export interface CallOptions {
  /** Ends the call, pauses included. It then fails with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** How long each attempt waits for its whole answer. */
  timeoutMs?: number | undefined;
  /** How this call is tried again; `false` for not at all. */
  retries?: Partial<Retries> | false | undefined;
  /** More headers, such as `Cache-Control`. */
  headers?: Record<string, string> | undefined;
}

/** The headers that have an option of their own, for operations that take them. */
interface HeaderOptions {
  /** Made by the client, unless you have one: to go on with the same intention after a restart. 16 to 128 printable ASCII characters. */
  "Idempotency-Key": { idempotencyKey?: string | undefined };
  /** Only if it is still in this version: the `etag` of an earlier answer, or `*` for any. */
  "If-Match": { ifMatch?: string | undefined };
  /** Only if it is not in this version: the `etag` of an earlier answer, or `*` for one that must not exist yet. */
  "If-None-Match": { ifNoneMatch?: string | undefined };
}

type Taken<N extends Name> = keyof HeaderOptions & keyof Known<Of<N>["parameters"]["header"]>;
type Joined<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void ? I : never;

/** What may be said about a call of one operation. */
export type Options<N extends Name> = CallOptions & ([Taken<N>] extends [never] ? unknown : Joined<HeaderOptions[Taken<N>]>);

/** The arguments of a method. The first may be left out where nothing has to be said. */
type Arguments<N extends Name, O> = {} extends Input<N> ? [input?: Input<N>, options?: O] : [input: Input<N>, options?: O];

/** One operation as a method. */
export type Method<N extends Name> = 304 extends keyof Responses<N>
  ? Conditional<N>
  : (...given: Arguments<N, Options<N>>) => Promise<Answer<N>>;

/** A read that may be asked only for what is new. */
interface Conditional<N extends Name> {
  (...given: Arguments<N, Options<N> & { ifNoneMatch?: undefined }>): Promise<Answer<N>>;
  (...given: Arguments<N, Options<N>>): Promise<Answer<N> | NotModified>;
}

/** What a method has in addition where its answer is a page. */
export interface List<N extends Name, Entries extends PropertyKey = never> {
  /** Page after page, from `cursor` or the first one to the last. */
  pages(...given: Arguments<N, CallOptions>): AsyncGenerator<Data<N>, void, undefined>;
  /** Entry after entry of all pages. A page is asked for when its first entry is. */
  each: [Entries] extends [never] ? never : (...given: Arguments<N, CallOptions>) => AsyncGenerator<Entry<Data<N>, Entries>, void, undefined>;
}

type Entry<D, Entries> = Entries extends keyof D ? (D[Entries] extends readonly (infer E)[] ? E : never) : never;
