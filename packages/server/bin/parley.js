#!/usr/bin/env node
// In a checkout this is there before the build is, so that `npx parley` finds it.
import '../dist/cli/main.js';
