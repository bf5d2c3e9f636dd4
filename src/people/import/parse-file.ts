import { Readable } from 'node:stream'
import { setImmediate as breath } from 'node:timers/promises'
import { CsvError, parse } from 'csv-parse'
import { layoutOf } from '../../model/csv-text.ts'
import { invalid } from '../../model/errors.ts'

const pieceLength = 64 * 1024
/** A quote that nothing closes would make one row of all that follows. */
const rowMax = 256 * 1024
/** Others get their turn after so many rows. */
const rowsAtOnce = 500

/**
 * The rows of comma-separated values, each with its number as a spreadsheet counts. Separators and line ends are found out;
 * rows may be shorter or longer than the first.
 * @throws DoorwardError 'invalid', field `text`, naming the row
 */
export async function* rowsOf(text: string): AsyncGenerator<{ number: number; cells: string[] }> {
  const { separator, begin } = layoutOf(text)
  const parser = parse({
    delimiter: separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: rowMax,
  })
  const source = Readable.from(piecesOf(text, begin))
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let number = 0
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      number++
      yield { number, cells }
      if (number % rowsAtOnce === 0) await breath()
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw invalid('text', `cannot be read at row ${number + 1}: ${faults[error.code] ?? 'it is no table.'}`)
  } finally {
    source.destroy()
    parser.destroy()
  }
}

const faults: { readonly [code: string]: string } = {
  CSV_QUOTE_NOT_CLOSED: 'a quote begins there that nothing closes.',
  CSV_MAX_RECORD_SIZE: 'the row is too long, or a quote begins there that nothing closes.',
}

function* piecesOf(text: string, begin: number): Generator<string> {
  for (let at = begin; at < text.length; ) {
    let end = Math.min(at + pieceLength, text.length)
    // A letter of two halves stays whole.
    const last = text.charCodeAt(end - 1)
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end++
    yield text.slice(at, end)
    at = end
  }
}
