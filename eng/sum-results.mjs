// Adds up the results of the test suites; a suite without results counts as one failure.
// usage: node sum-results.mjs FOLDER SUITE...
import { existsSync, readFileSync } from "node:fs";

const [folder, ...suites] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };

for (const suite of suites) {
  const file = `${folder}/${suite}.json`;
  if (!existsSync(file)) {
    console.log(`${suite}: left no result`);
    sum.failed++;
    continue;
  }
  const result = JSON.parse(readFileSync(file, "utf8"));
  // CTRF from xunit, Jest's form from Vitest.
  const tests = result.results
    ? { passed: result.results.summary.passed, failed: result.results.summary.failed, skipped: result.results.summary.skipped + result.results.summary.pending }
    : { passed: result.numPassedTests, failed: result.numFailedTests + (result.success || result.numFailedTests ? 0 : 1), skipped: result.numPendingTests };
  console.log(`${suite}: ${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`);
  for (const key of Object.keys(sum)) sum[key] += tests[key];
}

const ok = sum.failed === 0 && sum.passed > 0;
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ""}`);
process.exit(ok ? 0 : 1);
