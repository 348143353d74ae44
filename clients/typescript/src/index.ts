export { createClient, type Client, type ClientOptions } from "./client.ts";
export { BackroomError, ConnectionError, type Problem, type ProblemCode, ProblemError, StatusError } from "./errors.ts";
export type { components, operations } from "./generated/api.ts";
export type { Methods } from "./generated/operations.ts";
export type { Retries } from "./retries.ts";
export { memoryStore, type Saved, type Session, type SessionStore, type Tokens, webStore } from "./session.ts";
export type { Answer, AnswerOf, CallOptions, Data, Input, Name, NotModified, Options } from "./types.ts";
