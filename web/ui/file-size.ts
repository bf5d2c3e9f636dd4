import { useLanguage } from '../language.tsx'

const units = [
  ['gigabyte', 1_000_000_000],
  ['megabyte', 1_000_000],
  ['kilobyte', 1_000],
] as const

/** How large a file is, in the language of the page. */
export function useFileSize(): (bytes: number) => string {
  const { language } = useLanguage()
  return (bytes) => {
    const [unit, one] = units.find(([, size]) => bytes >= size) ?? (['byte', 1] as const)
    const digits = { maximumFractionDigits: bytes / one < 10 ? 1 : 0 }
    return new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: unit === 'byte' ? 'long' : 'short',
      ...digits,
    }).format(bytes / one)
  }
}
