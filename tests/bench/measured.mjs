// Preloaded into a measured process: writes what it used (CPU, memory, wall time) as JSON to the file that LONGLINE_MEASURE names.

import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const measured = { wallMs: performance.now(), cpuMs: (userCPUTime + systemCPUTime) / 1000, maxRssMiB: maxRSS / 1024 };
  writeFileSync(process.env.LONGLINE_MEASURE ?? '/dev/null', JSON.stringify(measured));
});
