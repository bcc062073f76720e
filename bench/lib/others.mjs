import { readFileSync } from 'node:fs';

import { cores } from './machine.mjs';

/** Seconds of processor time that the whole machine has spent working. */
function machineBusy() {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) / 100;
}

/** Of that, what this process and its ended children spent. */
function ourBusy() {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / 100;
}

/** Begins to watch; the answer tells which part of the machine others used since, 0 to 1. */
export function watchOthers() {
  const started = performance.now();
  const before = machineBusy() - ourBusy();
  return () => {
    const seconds = (performance.now() - started) / 1000;
    return Math.max(0, machineBusy() - ourBusy() - before) / (seconds * cores);
  };
}
