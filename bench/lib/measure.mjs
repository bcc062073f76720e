import { fanOut } from './fan-out.mjs';
import { memory } from './memory.mjs';
import { short } from './statistics.mjs';
import { stored } from './stored.mjs';

/**
 * Runs everything, round by round, so that a disturbance of the machine meets all servers alike. A run
 * that fails is told, and made once more; what fails twice is left out and named in the results.
 */
export async function measure(targets, settings, say) {
  const results = { fanOut: {}, memory: {}, stored: [], failures: [] };

  const attempt = async (round, name, run) => {
    for (const last of [false, true]) {
      try {
        return await run();
      } catch (error) {
        say(`${round}/${settings.runs} ${name} failed: ${error.stack}`);
        if (last) results.failures.push(`${name}, run ${round}: ${error.message.split('\n')[0]}`);
      }
    }
    return undefined;
  };

  const scenarios = {
    'fan-out': async (round, target) => {
      const run = await attempt(round, target.name, () => fanOut(target, settings.fanOut));
      if (run === undefined) return undefined;
      (results.fanOut[target.name] ??= []).push(run);
      return `alone ${short(run.alone.cpuPerDelivery)} µs, ten ${short(run.ten.cpuPerDelivery)} µs per delivery`;
    },
    memory: async (round, target) => {
      if (target.unprobed) return undefined;
      const run = await attempt(round, target.name, () => memory(target, settings.memory));
      if (run === undefined) return undefined;
      (results.memory[target.name] ??= []).push(run);
      return `${short(run.perConnection)} KB per connection, ${short(run.connectCost)} µs to connect`;
    },
    stored: async (round, target) => {
      if (!target.stored) return undefined;
      const run = await attempt(round, target.name, () => stored(target, settings.stored));
      if (run === undefined) return undefined;
      results.stored.push(run);
      return `${Math.round(run.rowsPerSecond)} rows/s, ${short(run.p99)} ms p99, groups of ${short(run.groupSize)}`;
    },
  };

  for (let round = 1; round <= settings.runs; round += 1) {
    for (const scenario of settings.scenarios) {
      for (const target of targets) {
        const told = await scenarios[scenario](round, target);
        if (told !== undefined) say(`${round}/${settings.runs} ${target.name}: ${told}`);
      }
    }
  }
  return results;
}
