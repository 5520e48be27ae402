/** An argument is invalid; the message names the flag, its value and what is accepted. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}
