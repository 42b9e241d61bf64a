// Runs on the Node that n8n needs (see ../demo.mjs), which also reads the sandbox's TypeScript.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../../test/sandbox/sandbox.ts';
import { projectFolder } from '../bootstrap.mjs';
import { startN8n } from '../n8n-server.mjs';
import { lastLines, runLogged } from '../support/child-processes.mjs';
import { onInterruption } from '../support/interruption.mjs';
import { environmentWith } from '../support/npm.mjs';
import { withProgress } from '../support/progress.mjs';
import { findMissing, findSurplus } from './arrivals.mjs';
import { composeForgedEvent, composePurchaselyEvents, deliver } from './purchasely.mjs';
import { describeReceived } from './report.mjs';
import { importPurchaselyWorkflow } from './workflow.mjs';

const arrivalPatienceMilliseconds = 60_000;
// Long enough for a second delivery, if the workflow made the mistake of processing it, to show up at Batch.
const quietMilliseconds = 2_000;

const endsAfterTheCheck = process.argv.includes('--exit');
const clientSharedSecret = randomBytes(16).toString('hex');
const running = [];
let isUp = false;
let isStopping = false;

onInterruption(async () => {
	isStopping = true;
	process.stdout.write('\nStopping …\n');
	await stopAll();
	process.exit(isUp ? 0 : 130);
});

try {
	const problems = await demonstrate();
	if (endsAfterTheCheck) {
		await stopAll();
		process.exit(problems.length === 0 ? 0 : 1);
	}
} catch (error) {
	// What fails because n8n is being stopped is not worth a word.
	if (!isStopping) {
		process.stderr.write(`\n✗ ${error.message}\n`);
		await stopAll();
		process.exit(1);
	}
}

async function demonstrate() {
	await withProgress('Building the nodes', build);
	const sandbox = await startSandbox();
	running.push(() => sandbox.close());
	const n8n = await withProgress('Starting n8n with the nodes installed', () => startN8n({ packages: [projectFolder] }));
	running.push(() => n8n.stop());
	const webhookUrl = await withProgress('Importing and activating the workflow', () =>
		importPurchaselyWorkflow(n8n.api, { sandbox, clientSharedSecret }),
	);

	const events = composePurchaselyEvents(new Date());
	const problems = await withProgress(`Sending ${events.length} events as Purchasely does`, () =>
		sendAndCheck(webhookUrl, events, sandbox.state),
	);
	process.stdout.write(`${describeReceived(sandbox.state)}\n\n`);
	if (problems.length === 0) {
		process.stdout.write('✓ Everything arrived, the repeated event only once, the forged one not at all.\n');
	} else {
		const failures = await describeFailedExecutions(n8n.api);
		const log = `\nThe end of n8n's log:\n\n${await lastLines(n8n.logFile, 20)}`;
		process.stderr.write(`${[...problems.map((problem) => `✗ ${problem}`), ...failures, log].join('\n')}\n`);
	}
	if (!endsAfterTheCheck) {
		isUp = true;
		process.stdout.write(
			[
				'',
				`  n8n editor    ${n8n.url}   (${n8n.owner.email} / ${n8n.owner.password})`,
				`  Batch sandbox ${sandbox.url}`,
				`  Webhook       ${webhookUrl}`,
				'',
				'  Ctrl-C stops everything.',
				'',
			].join('\n'),
		);
	}
	return problems;
}

async function build() {
	const logFile = join(projectFolder, 'node_modules', '.demo-build.log');
	await rm(logFile, { force: true });
	await runLogged(process.execPath, [join(projectFolder, 'scripts', 'build.mjs')], {
		cwd: projectFolder,
		env: environmentWith(process.execPath),
		logFile,
	});
}

/** Purchasely keeps the order of a reader's events and repeats what it is not sure about; readers are independent. */
async function sendAndCheck(webhookUrl, events, state) {
	const problems = [];
	const expectStatus = async (expected, what, payload, secret) => {
		const status = await deliver(webhookUrl, payload, secret);
		if (status !== expected) problems.push(`${what} was answered with ${status} instead of ${expected}`);
	};
	const byReader = Map.groupBy(events, ({ user_id: reader }) => reader);
	await Promise.all(
		[...byReader.values()].map(async (eventsOfReader) => {
			for (const event of eventsOfReader) {
				await expectStatus(200, `${event.event_name} of ${event.user_id}`, event, clientSharedSecret);
			}
		}),
	);
	const [repeated] = events;
	await expectStatus(200, `The repeated ${repeated.event_name}`, repeated, clientSharedSecret);
	await expectStatus(401, 'The forged event', composeForgedEvent(new Date()), 'not-the-secret');

	const deadline = Date.now() + arrivalPatienceMilliseconds;
	while (findMissing(state, events).length > 0 && Date.now() < deadline) await sleep(100);
	await sleep(quietMilliseconds);
	return [...problems, ...findMissing(state, events), ...findSurplus(state, events)];
}

async function describeFailedExecutions(api) {
	const executions = await api.executions({ status: 'error', includeData: true, limit: 5 });
	return executions.map(({ id, data }) => {
		const { error, lastNodeExecuted } = data.resultData;
		return `  Execution ${id} failed at the node "${lastNodeExecuted}": ${error?.message}`;
	});
}

async function stopAll() {
	for (const stop of running.splice(0).reverse()) {
		await stop().catch((error) => process.stderr.write(`${error.message}\n`));
	}
}
