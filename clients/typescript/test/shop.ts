// A shop on a free port of this machine that answers what a test tells it to, and notes what it was asked.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { type Client, type ClientOptions, createClient } from "../src/index.ts";

/** A request as it arrived. */
export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: any;
  at: number;
}

/** What is answered: JSON or, where it is text, that. `lost` ends the connection instead. `after` is waited for first. */
export interface Answered {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  lost?: boolean;
  after?: Promise<unknown>;
}

/** The answer to each request in its turn, or what makes one. */
export type Script = Answered[] | ((asked: Asked) => Answered);

export interface Stage {
  client: Client;
  asked: Asked[];
  url: string;
  /** Another client of the same shop. */
  another(options?: Partial<ClientOptions>): Client;
}

/** A refusal as the shop tells it. */
export function problem(status: number, code: string, more: object = {}, headers: Record<string, string> = {}): Answered {
  const body = { type: `urn:backroom:problem:${code.replaceAll("_", "-")}`, title: code, status, code, detail: "A sentence.", ...more };
  return { status, headers: { "content-type": "application/problem+json", ...headers }, body };
}

/** The tokens of the nth refresh. */
export function tokens(nth: number, more: object = {}): Answered {
  return { body: { access_token: `access-${nth}`, refresh_token: `refresh-${nth}`, token_type: "Bearer", expires_in: 300, ...more } };
}

/** Opens a shop until the test ends. Pauses are short, unless `options` say otherwise. */
export async function open(test: TestContext, script: Script, options: Partial<ClientOptions> = {}): Promise<Stage> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += part));
    request.on("end", async () => {
      const { "content-type": type = "" } = request.headers;
      const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body: type.endsWith("json") ? JSON.parse(text) : text, at: performance.now() };
      const answer = Array.isArray(script) ? script[asked.length] : script(one);
      asked.push(one);
      await answer?.after;
      if (!answer || answer.lost) return response.destroy();
      response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
      response.end(answer.body === undefined ? "" : typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  test.after(() => server.closeAllConnections());
  test.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const another = (more: Partial<ClientOptions> = {}) => createClient({ url, ...options, ...more, retries: { firstPauseMs: 5, ...options.retries, ...more.retries } });
  return { client: another(), asked, url, another };
}

export const ADDRESS = { name: "Ada", line1: "1 Market Street", city: "Cincinnati", postal_code: "45202", country: "US" };
export const WISH = { currency: "USD", shipping_address: ADDRESS, lines: [{ sku: "tea", quantity: 1, unit_price_minor: 1295 }] };
/** How a promise fails. */
export const failure = (work: Promise<unknown>): Promise<any> => work.then(() => { throw new Error("it did not fail"); }, (error: unknown) => error);
