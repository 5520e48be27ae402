/** What a server of the soak prints of itself, behind {@link MARK}. */
export interface Held {
  readonly heapMB: number;
  readonly residentMB: number;
  readonly objects: number;
  readonly timers: number;
  readonly emitters: number;
  readonly promises: number;
}

export const MARK = "soak ";
