import { LOBBY_REFUSAL } from "../../chat.ts";
import type { Event } from "./event.ts";

export type Emit = (event: Event) => void;

/** @param waitTicks time until a retry makes sense; 0: never */
export function refuse(
  emit: Emit,
  { seat, nonce }: { readonly seat: number; readonly nonce: number },
  why: keyof typeof LOBBY_REFUSAL,
  waitTicks = 0,
): void {
  emit({ type: "refused", seat, code: LOBBY_REFUSAL[why], nonce, waitTicks });
}
