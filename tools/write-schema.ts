// Writes docs/suture.schema.json, the JSON schema of suture.yaml: `node --experimental-strip-types tools/write-schema.ts`.
