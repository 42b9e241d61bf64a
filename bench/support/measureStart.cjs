// One measurement of bench/start.mjs: node --expose-gc measureStart.cjs FOLDER
const { join } = require('node:path');

const [, , folder] = process.argv;
require('n8n-workflow');
const { n8n } = require(join(folder, 'package.json'));
const files = () => Object.keys(require.cache).length;
const collect = () => [0, 1].forEach(() => globalThis.gc());

collect();
const before = { memory: process.memoryUsage(), processor: process.cpuUsage(), clock: performance.now(), files: files() };
const types = [...n8n.nodes, ...n8n.credentials].map((path) => {
	const [Type] = Object.values(require(join(folder, path)));
	return new Type();
});
const clock = performance.now() - before.clock;
const { user, system } = process.cpuUsage(before.processor);
collect();
const memory = process.memoryUsage();
const megabytes = (kind) => (memory[kind] - before.memory[kind]) / 1_048_576;
const figures = { processor: (user + system) / 1_000, clock, heap: megabytes('heapUsed'), resident: megabytes('rss'), files: files() - before.files };
process.stdout.write(JSON.stringify({ ...figures, types: types.length }));
