// npm run bench -- bridge: what the page script costs as it starts, against that of an earlier commit (BENCH_BEFORE), side by
// side in one Chromium at a sixth of the speed. Each run is a page of its own; the two take turns, each the first as often as
// the other. What is measured is the page's main thread in the evaluation of the script (compiling included), as Chromium's
// own trace tells it: processor time, which hardly depends on what else the machine does.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { projectFolder } from '../scripts/bootstrap.mjs';
import { findChromium } from '../scripts/support/chromium.mjs';
import { median } from './support/load.mjs';

const before = process.env.BENCH_BEFORE ?? '94414a4';
const runs = Number(process.env.BENCH_RUNS ?? 40);
const slower = 6;

const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-batch-bench-'));
const texts = { before: await earlierBridge(), today: await import(join(projectFolder, 'dist/nodes/PooolTrigger/bridgeText.js')).then((module) => module.default.bridgeText) };
const server = createServer((request, response) => {
	const { pathname, searchParams } = new URL(request.url, 'http://localhost');
	const text = texts[pathname.slice(1).replace('.js', '')];
	response.setHeader('content-type', text === undefined ? 'text/html; charset=utf-8' : 'text/javascript');
	response.setHeader('cache-control', 'no-store');
	if (text !== undefined) response.end(text.replace('__POOOL_BATCH_CONFIG__', JSON.stringify(configuration(searchParams.get('to')))));
	else response.end(`<!doctype html><title>Article</title><body><p>Article</p></body>`);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-background-networking'] });
try {
	for (const to of ['n8n', 'both']) {
		const measured = { before: [], today: [] };
		for (let run = 0; run < runs + 2; run++) {
			const names = run % 2 === 0 ? ['before', 'today'] : ['today', 'before'];
			for (const name of names) {
				const milliseconds = await start(name, to);
				// The first two warm the browser up.
				if (run > 1) measured[name].push(milliseconds);
			}
		}
		report(to, measured);
	}
} finally {
	await browser.close();
	server.close();
	await rm(folder, { recursive: true, force: true });
}

/** Processor time of the evaluation, in milliseconds. */
async function start(name, to) {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(`${origin}/page`);
	const session = await context.newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
	await browser.startTracing(page, { categories: ['devtools.timeline', 'v8'] });
	const source = `${origin}/${name}.js?to=${to}`;
	await page.evaluate(async (src) => {
		const script = document.createElement('script');
		script.src = src;
		await new Promise((resolve, reject) => {
			script.onload = resolve;
			script.onerror = reject;
			document.head.append(script);
		});
	}, source);
	const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
	await context.close();
	const evaluations = traceEvents.filter(({ name: kind, args }) => kind === 'EvaluateScript' && args?.data?.url === source);
	if (evaluations.length !== 1) throw new Error(`${evaluations.length} evaluations of ${source} in the trace`);
	return evaluations[0].tdur / 1000;
}

function report(to, { before: earlier, today }) {
	const share = (list, part) => [...list].sort((one, other) => one - other)[Math.floor(list.length * part)].toFixed(2);
	const line = (title, list) =>
		process.stdout.write(`  ${title.padEnd(10)} ${median(list).toFixed(2)} ms median, quarters ${share(list, 0.25)} to ${share(list, 0.75)}\n`);
	process.stdout.write(`\nSend To ${to}, ${runs} runs each, at 1/${slower} of the speed\n`);
	line(before, earlier);
	line('today', today);
	process.stdout.write(`  today / ${before}: ${(median(today) / median(earlier)).toFixed(3)}\n`);
	for (const [name, text] of Object.entries(texts)) process.stdout.write(`  ${name}: ${text.length} bytes, ${gzipSync(text).length} compressed\n`);
}

/** The earlier commit's script, bundled as that commit did it. */
async function earlierBridge() {
	const archive = execFileSync('git', ['archive', before, 'nodes/PooolTrigger', 'scripts/bundle-bridge.mjs', 'tsconfig.json'], { cwd: projectFolder, maxBuffer: 2 ** 28 });
	execFileSync('tar', ['-x', '-C', folder], { input: archive });
	await mkdir(join(folder, 'dist/nodes/PooolTrigger'), { recursive: true });
	const earlier = join(folder, 'scripts/bundle-bridge.mjs');
	await symlink(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
	const { bundleBridge: bundle } = await import(earlier);
	await bundle(folder);
	return (await import(join(folder, 'dist/nodes/PooolTrigger/bridgeText.js'))).default.bridgeText;
}

/** The node's defaults, in the words of both: what one does not know it does not read. */
function configuration(to) {
	const keys = ['paywallSeen', 'release', 'register', 'subscribeClick', 'loginClick', 'discoveryLinkClick', 'alternativeClick', 'formSubmit', 'answer', 'customButtonClick'];
	const events = [...keys.map((name) => `access.${name}`), 'audit.page-view', 'audit.conversion', 'engage.click', 'engage.formSubmit'];
	return {
		endpoint: `${origin}/webhook/id/events`,
		to,
		consent: 'poool',
		readerIdIsUser: false,
		pageQuery: false,
		knownOnly: true,
		events,
		formFields: [],
		mappings: {},
		fields: [],
		prefix: 'poool_',
		maximumEvents: 50,
		maximumBytes: 65_536,
	};
}
