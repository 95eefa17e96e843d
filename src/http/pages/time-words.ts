const MINUTE_MS = 60_000

/** A span of time in at most two units: "4 d 9 h", "35 min". */
export function spanWords(ms: number): string {
  const minutes = Math.max(0, Math.ceil(ms / MINUTE_MS))
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`
  if (hours > 0) return minutes % 60 > 0 ? `${hours} h ${minutes % 60} min` : `${hours} h`
  return `${minutes} min`
}
