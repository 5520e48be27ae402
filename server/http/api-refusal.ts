import { API_REFUSAL, type ApiRefusalName } from "../../shared/wire/codes.ts";
import { HttpError, type HttpRefusal, RouterError } from "./error.ts";

/** A refused API call. The reason names the field, its value and what is accepted. */
export class ApiRefusal extends HttpError {
  override readonly name = "ApiRefusal";
  declare readonly why: ApiRefusalName;

  constructor(why: ApiRefusalName, reason: string, retryAfterS?: number) {
    super(why, reason, { status: API_REFUSAL[why], ...(retryAfterS !== undefined && { retryAfterS }) });
  }
}

const API_NAMES: Readonly<Record<HttpRefusal, ApiRefusalName>> = {
  badRequest: "badCall",
  badParameter: "badCall",
  badBody: "badCall",
  notJson: "badCall",
  notSignedIn: "notSignedIn",
  notAllowed: "notAllowed",
  originNotAllowed: "originNotAllowed",
  notFound: "notFound",
  methodNotAllowed: "noSuchMethod",
  bodyTooLarge: "bodyTooLarge",
  queryTooLong: "badCall",
  tooMany: "tooMany",
  internal: "unavailable",
  unavailable: "unavailable",
};

/** Converts an error to the API's form; null: the error is neither the API's nor the router's. */
export function asApiRefusal(error: unknown): ApiRefusal | null {
  if (error instanceof ApiRefusal) return error;
  if (!(error instanceof RouterError)) return null;
  return new ApiRefusal(API_NAMES[error.why], error.message, error.retryAfterS ?? undefined);
}
