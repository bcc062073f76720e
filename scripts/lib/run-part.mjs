import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { exec, root } from './exec.mjs';
import { install } from './install.mjs';
import { say } from './log.mjs';

/**
 * Runs one part and tells how it went. A part that could not run, was cut off, had no test or had
 * one skipped is a failure, and counts as one when no test of it failed.
 */
export async function runPart(part) {
  const start = performance.now();
  say(`\n── ${part.name}`);
  if (part.folder !== undefined) {
    await install({ folder: join(root, part.folder), what: `packages of ${part.folder}` });
  }
  const { program = process.execPath, reason } = (await part.node?.()) ?? {};
  const outcome = reason === undefined ? await vitest(part, program) : nothing([reason]);
  return {
    name: part.name,
    budget: part.budget,
    seconds: (performance.now() - start) / 1000,
    ...outcome,
  };
}

function nothing(problems) {
  return { passed: 0, failed: 1, problems, failures: [] };
}

async function vitest(part, program) {
  const report = join(root, '.cache', 'tests', `${part.name}.json`);
  mkdirSync(join(root, '.cache', 'tests'), { recursive: true });
  rmSync(report, { force: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...part.vitest];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const limitMs = part.budget * 3000;
  const { code, timedOut } = await exec(program, [...args, ...reporters], { limitMs });
  let result;
  try {
    result = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    const end = timedOut ? `was ended after ${limitMs / 1000} s` : `ended with ${code}`;
    return nothing([`the test runner ${end} and left no report`]);
  }
  const passed = result.numPassedTests;
  const skipped = result.numPendingTests + result.numTodoTests;
  const problems = [];
  if (timedOut) problems.push(`ended after ${limitMs / 1000} s`);
  if (passed + result.numFailedTests + skipped === 0) problems.push('has no tests');
  if (skipped > 0) problems.push(`${skipped} skipped`);
  if (code !== 0 && result.numFailedTests === 0 && problems.length === 0) {
    problems.push('an error outside a test; see above');
  }
  return {
    passed,
    failed: result.numFailedTests || (problems.length > 0 ? 1 : 0),
    problems,
    failures: failuresOf(result),
  };
}

/** How much is told of one failure, in characters: the rest is where it happened, further up. */
const FAILURE_CHARACTERS = 1500;

/** What failed, by file and name, with the beginning of why. */
function failuresOf({ testResults }) {
  return testResults.flatMap(({ name: file, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    const told = failed.map(({ fullName, failureMessages }) => [fullName, failureMessages[0]]);
    // A file that could not even be loaded has no tests to name.
    if (told.length === 0 && message) told.push(['(the whole file)', message]);
    return told.map(
      ([test, why = '']) =>
        `${relative(root, file)} › ${test}\n    ${why.slice(0, FAILURE_CHARACTERS).replaceAll('\n', '\n    ')}`,
    );
  });
}
