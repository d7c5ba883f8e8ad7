/** Says which Node runs a script: what `with-node.test.ts` asks. */
process.stdout.write(process.execPath)
