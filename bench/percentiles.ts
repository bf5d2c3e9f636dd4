/** How long calls took, in milliseconds. */
export interface Latency {
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

/**
 * The value below or at which this share of the values lies (nearest rank).
 * @param sorted ascending
 * @param share 0 to 1
 */
export function percentile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return 0
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[Math.min(rank, sorted.length) - 1] ?? 0
}

/** The percentiles that a reader of a benchmark asks for. */
export function latencyOf(timesMs: readonly number[]): Latency {
  const sorted = [...timesMs].sort((a, b) => a - b)
  const at = (share: number) => rounded(percentile(sorted, share), 2)
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
