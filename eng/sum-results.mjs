// Adds up the results of the test suites; a suite without results counts as one failure.
// usage: node sum-results.mjs FOLDER SUITE...
//        node sum-results.mjs --failed FILE    the failed tests of one .NET suite, as arguments for its runner
//
// A suite's FILE-again.json has what failed at first and was run once more by itself. What passed then counts as passed,
// and is named: on a busy machine a time limit may pass, but a test that is named often is a defect of the test or the system.
import { existsSync, readFileSync } from "node:fs";

/** Nothing if the file is not there or not whole. */
function load(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

const failedIn = (ctrf) => (ctrf?.results?.tests ?? []).filter((test) => !["passed", "skipped", "pending"].includes(test.status));
const methodOf = ({ extra }) => `${extra.type}.${extra.method}`;

/** CTRF from xunit, Jest's form from Vitest. */
function count(result) {
  const { summary } = result.results ?? {};
  return summary
    ? { passed: summary.passed, failed: summary.failed + summary.other, skipped: summary.skipped + summary.pending }
    : { passed: result.numPassedTests, failed: result.numFailedTests, skipped: result.numPendingTests };
}

function listFailed(file) {
  const methods = new Set(failedIn(load(file)).map(methodOf));
  for (const method of methods) console.log(`-method\n${method}`);
}

function sum(folder, suites) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of suites) {
    const result = load(`${folder}/${suite}.json`);
    if (!result) {
      console.log(`${suite}: left no result`);
      total.failed++;
      continue;
    }
    const tests = count(result);
    // What fails beside the tests (lint, a fixture's end, the runner itself) shows in the exit code alone.
    const exitFile = `${folder}/${suite}.exit`;
    const exitCode = existsSync(exitFile) ? Number(readFileSync(exitFile, "utf8")) : 1;
    if (exitCode !== 0 && tests.failed === 0) {
      console.log(`${suite}: ended with exit code ${exitCode} though no test failed`);
      tests.failed = 1;
    }
    const again = load(`${folder}/${suite}-again.json`);
    const failedAgain = new Set(failedIn(again).map(({ name }) => name));
    for (const test of failedIn(result)) {
      const passedNow = again?.results?.tests.some(({ name }) => name === test.name) && !failedAgain.has(test.name);
      if (passedNow) {
        tests.failed--;
        tests.passed++;
      }
      console.log(`${suite}: ${passedNow ? "UNSTABLE, failed at first" : "FAILED"}: ${test.name}\n    ${(test.message ?? "").split("\n")[0]}`);
    }
    console.log(`${suite}: ${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`);
    for (const key of Object.keys(total)) total[key] += tests[key];
  }

  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`);
  return total.failed === 0 && total.passed > 0;
}

const [folder, ...rest] = process.argv.slice(2);
if (folder === "--failed") listFailed(rest[0]);
else process.exit(sum(folder, rest) ? 0 : 1);
