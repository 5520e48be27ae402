/** 754 → "12:34"; never below zero. Counts down to 0:00 exactly when the time is over. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** 1234567 → "1,234,567", the same in every browser. */
export function formatNumber(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A distance in px for people: "840", "2.4k", "12k". */
export function formatDistance(px: number): string {
  if (px < 995) return String(Math.round(px / 10) * 10);
  return px < 9_950 ? `${(px / 1000).toFixed(1)}k` : `${Math.round(px / 1000)}k`;
}

/** Bytes a second for people. */
export function formatByteRate(bytesPerS: number): string {
  if (bytesPerS < 1000) return `${Math.round(bytesPerS)} B/s`;
  return `${(bytesPerS / 1000).toFixed(bytesPerS < 9_950 ? 1 : 0)} kB/s`;
}

/** 1, "kill" → "1 kill"; 2 → "2 kills". */
export function formatCount(count: number, thing: string): string {
  return `${formatNumber(count)} ${thing}${count === 1 ? "" : "s"}`;
}

/** 1 → "1st". */
export function ordinal(rank: number): string {
  const tens = rank % 100;
  const suffix = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][rank % 10] ?? "th");
  return `${rank}${suffix}`;
}

/** 2345678 bytes → "2.3 MB". */
export function formatFileSize(bytes: number): string {
  if (bytes < 99_500) return `${Math.ceil(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 9_950_000 ? 1 : 0)} MB`;
}

const SPANS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long something is over: "3 minutes ago". */
export function formatAgo(ms: number): string {
  for (const [name, span] of SPANS) {
    const count = Math.floor(ms / span);
    if (count > 0) return `${count} ${name}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}
