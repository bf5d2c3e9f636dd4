#!/usr/bin/env node
import { runProgram } from './cli/program.ts'

// Whoever read the output may have gone, as in `npm start | head -1`: without a listener that would end the server.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = 1
  })
}

const exitCode = await runProgram(process.argv.slice(2))
process.exitCode ||= exitCode
