// One reader, one file, a process of its own: node measure.mjs READER FILE OUR-READER. Prints one line of JSON.
// n8n has it loaded in any case: 3 MB that are none of a reader's.
import 'node:crypto';
import { readers } from './readers.mjs';

const [name, file, tabular] = process.argv.slice(2);
const toMegabytes = (bytes) => bytes / 1_048_576;

const rssBefore = process.memoryUsage.rss();
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const rows = await readers[name](file, tabular);
const seconds = (performance.now() - startedAt) / 1000;
const cpu = process.cpuUsage(cpuBefore);
const peak = process.resourceUsage().maxRSS * 1024;
process.stdout.write(
	JSON.stringify({
		rows,
		seconds,
		cpuSeconds: (cpu.user + cpu.system) / 1e6,
		peakMegabytes: toMegabytes(peak),
		growthMegabytes: toMegabytes(peak - rssBefore),
	}),
);
