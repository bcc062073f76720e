import { fanOut } from './fan-out.mjs';
import { memory } from './memory.mjs';
import { short } from './statistics.mjs';
import { stored } from './stored.mjs';

/**
 * Runs everything, round by round, so that a disturbance of the machine meets all servers alike. A run
 * that fails is told and ends the benchmark: half a table would compare nothing.
 */
export async function measure(targets, settings, say) {
  const results = { fanOut: {}, memory: {}, stored: [] };
  const has = (scenario) => settings.scenarios.includes(scenario);
  for (let round = 1; round <= settings.runs; round += 1) {
    for (const target of has('fan-out') ? targets : []) {
      const run = await fanOut(target, settings.fanOut);
      (results.fanOut[target.name] ??= []).push(run);
      say(
        `${round}/${settings.runs} ${target.name}: alone ${short(run.alone.cpuPerDelivery)} µs, ten ${short(run.ten.cpuPerDelivery)} µs per delivery`,
      );
    }
    for (const target of has('memory') ? targets.filter((each) => !each.unprobed) : []) {
      const run = await memory(target, settings.memory);
      (results.memory[target.name] ??= []).push(run);
      say(
        `${round}/${settings.runs} ${target.name}: ${short(run.perConnection)} KB per connection, ${short(run.connectCost)} µs to connect`,
      );
    }
    for (const target of has('stored') ? targets.filter((each) => each.store) : []) {
      const run = await stored(target, settings.stored);
      results.stored.push(run);
      say(
        `${round}/${settings.runs} ${target.name}: ${Math.round(run.rowsPerSecond)} rows/s, ${short(run.p99)} ms p99, groups of ${short(run.groupSize)}`,
      );
    }
  }
  return results;
}
