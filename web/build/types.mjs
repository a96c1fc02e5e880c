// nuanxin openapi | node build/types.mjs >office/src/api/openapi.d.ts: the server's shapes as TypeScript types, without its paths.
import { text } from 'node:stream/consumers'
import openapiTS, { astToString } from 'openapi-typescript'

const description = JSON.parse(await text(process.stdin))
process.stdout.write(`// Generated from the program's own description (web/build/types.mjs); not edited by hand.\n${astToString(await openapiTS({ ...description, paths: {} }))}`)
