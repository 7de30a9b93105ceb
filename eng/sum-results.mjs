// Adds up the results of the test suites; a suite without results counts as one failure.
// usage: node sum-results.mjs FOLDER SUITE...
import { existsSync, readFileSync } from "node:fs";

const [folder, ...suites] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };

/** CTRF from xunit, Jest's form from Vitest; nothing if the file is not there or not whole. */
function read(file) {
  try {
    const result = JSON.parse(readFileSync(file, "utf8"));
    const { summary } = result.results ?? {};
    return summary
      ? { passed: summary.passed, failed: summary.failed + summary.other, skipped: summary.skipped + summary.pending }
      : { passed: result.numPassedTests, failed: result.numFailedTests, skipped: result.numPendingTests };
  } catch {
    return undefined;
  }
}

for (const suite of suites) {
  const file = `${folder}/${suite}.json`;
  const tests = read(file);
  if (!tests) console.log(`${suite}: left no result`);
  // What fails beside the tests (lint, a fixture's end, the runner itself) shows in the exit code alone.
  const exitCode = existsSync(`${folder}/${suite}.exit`) ? Number(readFileSync(`${folder}/${suite}.exit`, "utf8")) : 1;
  if (tests && exitCode !== 0 && tests.failed === 0) {
    console.log(`${suite}: ended with exit code ${exitCode} though no test failed`);
    tests.failed = 1;
  }
  if (!tests) {
    sum.failed++;
    continue;
  }
  console.log(`${suite}: ${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`);
  for (const key of Object.keys(sum)) sum[key] += tests[key];
}

const ok = sum.failed === 0 && sum.passed > 0;
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ""}`);
process.exit(ok ? 0 : 1);
