// Lints an OpenAPI file with Redocly's strict rules: node lint_openapi.mjs FILE. Exit 1 where anything is reported.
import { createConfig, lint } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    'operation-operationId-unique': 'error',
    'operation-operationId-url-safe': 'error',
    'path-parameters-defined': 'error',
    'no-path-trailing-slash': 'error',
    'operation-description': 'error',
    'operation-tag-defined': 'error',
    'tag-description': 'error',
    'no-invalid-schema-examples': 'error',
    // /imports/{import}/plan and /imports/mappings/{name} differ by method and by what an upload's id may be.
    'no-ambiguous-paths': 'off',
  },
});
const found = await lint({ ref: process.argv[2], config });
for (const p of found.slice(0, 40)) console.log(`${p.severity} ${p.ruleId} ${p.location?.[0]?.pointer ?? ''}: ${p.message}`);
console.log(`${found.length} reported`);
process.exit(found.length ? 1 : 0);
