const [base, tMin, tMax, skew, damp] = [36, 1, 26, 38, 700]

/**
 * A label of a domain as people see it: `xn--bcher-kva` is `bücher`. One that is not well formed stays as it is.
 * Source: RFC 3492, section 6.2
 */
export function unicodeLabel(label: string): string {
  if (!label.startsWith('xn--')) return label
  const given = label.slice(4)
  const end = given.lastIndexOf('-')
  const points = [...given.slice(0, Math.max(0, end))].map((letter) => letter.codePointAt(0) as number)
  let [point, bias, index] = [128, 72, 0]
  let at = end + 1
  while (at < given.length) {
    const before = index
    for (let [weight, k] = [1, base]; ; k += base) {
      const digit = digitOf(given.charCodeAt(at))
      at += 1
      if (digit === undefined) return label
      index += digit * weight
      const threshold = Math.min(tMax, Math.max(tMin, k - bias))
      if (digit < threshold) break
      weight *= base - threshold
    }
    const count = points.length + 1
    bias = adapted(index - before, count, before === 0)
    point += Math.floor(index / count)
    index %= count
    if (point > 0x10ffff) return label
    points.splice(index, 0, point)
    index += 1
  }
  return String.fromCodePoint(...points)
}

function digitOf(code: number): number | undefined {
  if (code >= 97 && code <= 122) return code - 97
  if (code >= 65 && code <= 90) return code - 65
  return code >= 48 && code <= 57 ? code - 22 : undefined
}

function adapted(given: number, count: number, isFirst: boolean): number {
  let delta = isFirst ? Math.floor(given / damp) : given >> 1
  delta += Math.floor(delta / count)
  let k = 0
  for (; delta > ((base - tMin) * tMax) >> 1; k += base) delta = Math.floor(delta / (base - tMin))
  return k + Math.floor(((base - tMin + 1) * delta) / (delta + skew))
}
