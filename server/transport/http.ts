import { REFUSAL, type Refusal } from "../../shared/wire/codes.ts";
import type { TransportLimits } from "../../shared/wire/limits.ts";
import type { BudgetRefusal, Budgets } from "../budgets/index.ts";
import { HttpError, type HttpRefusal, RouterError } from "../http/error.ts";
import { errorResponse } from "../http/headers.ts";
import type { AllowedOrigins } from "../http/origins.ts";
import type { RouteGroup } from "../http/route.ts";
import { Router } from "../http/router.ts";
import { matchmakeRoutes, refusalError } from "./matchmake.ts";
import type { TransportMetrics } from "./metrics.ts";

export interface HttpFrontOptions {
  readonly limits: TransportLimits;
  readonly metrics: TransportMetrics;
  readonly allowedOrigins: AllowedOrigins;
  readonly budgets: Budgets;
  readonly isSecure: (request: Request, url: URL) => boolean;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

const NAMES: Readonly<Record<HttpRefusal, Refusal>> = {
  badRequest: "badRequest",
  badParameter: "badRequest",
  badBody: "badOptions",
  notJson: "badRequest",
  notSignedIn: "badRequest",
  notAllowed: "badRequest",
  originNotAllowed: "originNotAllowed",
  notFound: "notFound",
  methodNotAllowed: "badRequest",
  bodyTooLarge: "bodyTooLarge",
  queryTooLong: "badRequest",
  tooMany: "tooManyRequests",
  internal: "unavailable",
  unavailable: "unavailable",
};

/** Everything on the port that is no socket: matchmaking, and the routes of the application. */
export class HttpFront {
  readonly router: Router;
  readonly #options: HttpFrontOptions;

  constructor(options: HttpFrontOptions, groups: readonly RouteGroup[]) {
    const { limits, metrics, report, allowedOrigins, budgets, isSecure } = options;
    this.#options = options;
    const explain = (error: unknown) => {
      if (!(error instanceof HttpError)) return null;
      const why = error instanceof RouterError ? NAMES[error.why] : error.why;
      if (Object.hasOwn(REFUSAL, why)) metrics.requestRefused(why as Refusal);
      return error;
    };
    const plain = groups.map((group) => ({ explain, ...group }));
    this.router = new Router(
      { allowedOrigins, budgets, report, isSecure, explain: (error) => explain(error) ?? error },
      [{ ...matchmakeRoutes(limits, budgets), explain }, ...plain],
    );
  }

  /** A sender, or all together, have used up a budget. */
  refuseOver({ by, retryAfterS }: BudgetRefusal): Response {
    const why = by === "process" ? "unavailable" : "tooManyRequests";
    const { status, error } = REFUSAL[why];
    return this.refuse(why, new HttpError(why, error, { status, retryAfterS }));
  }

  /** @param error what is answered. Default: the refusal's own words */
  refuse(refusal: Refusal, error: HttpError = refusalError(refusal)): Response {
    this.#options.metrics.requestRefused(refusal);
    return errorResponse(error);
  }
}
