// Runs on the Node that n8n needs (see ../demo.mjs), which also reads the sandbox's TypeScript.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../../test/sandbox/sandbox.ts';
import { startEmbeddedSftp } from '../../test/servers/support/embeddedSftp.ts';
import { projectFolder } from '../bootstrap.mjs';
import { startN8n } from '../n8n-server.mjs';
import { lastLines, runLogged } from '../support/child-processes.mjs';
import { onInterruption } from '../support/interruption.mjs';
import { environmentWith } from '../support/npm.mjs';
import { withProgress } from '../support/progress.mjs';
import { findMissing, findSurplus } from './arrivals.mjs';
import { slicesOf, whole } from './packages.mjs';
import { customerFile, customers, findMissingOfFile, findMissingOfPaywall, paywallReader, visitPaywall } from './others.mjs';
import { composeForgedEvent, composePurchaselyEvents, deliver } from './purchasely.mjs';
import { describeReceived } from './report.mjs';
import { createCredentials, importExample } from './workflow.mjs';

const arrivalPatienceMilliseconds = 60_000;
// Long enough for a second delivery, if the workflow made the mistake of processing it, to show up at Batch.
const quietMilliseconds = 2_000;

const endsAfterTheCheck = process.argv.includes('--exit');
const isInSlices = process.argv.includes('--slices');
const { folders, packageOf, hasFiles } = isInSlices ? slicesOf(join(projectFolder, 'slices')) : whole;
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
	// Those of the three were built when they were made.
	if (!isInSlices) await withProgress('Building the nodes', build);
	const sandbox = await startSandbox();
	running.push(() => sandbox.close());
	const n8n = await withProgress(`Starting n8n with ${isInSlices ? 'the three packages' : 'the nodes'} installed`, () => startN8n({ packages: folders }));
	running.push(() => n8n.stop());
	const sftp = await startEmbeddedSftp();
	running.push(() => sftp.stop());
	const { webhookUrl, endpoint } = await withProgress(`Importing and publishing ${hasFiles ? 'three' : 'two'} of the examples`, () =>
		importExamples(n8n.api, { sandbox, clientSharedSecret, sftp }),
	);

	const events = composePurchaselyEvents(new Date());
	const others = hasFiles ? ', two of a paywall, and a file' : ' and two of a paywall';
	const problems = await withProgress(`Sending ${events.length} events as Purchasely does${others}`, () =>
		sendAndCheck({ webhookUrl, endpoint, sftp }, events, sandbox.state),
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

async function importExamples(api, { sandbox, clientSharedSecret, sftp }) {
	const credentials = await createCredentials(api, { sandbox, clientSharedSecret, ...(hasFiles && { sftp: sftp.credential() }) });
	const importIt = async (example, changes) => await importExample(api, example, { credentials, packageOf, changes });
	const purchasely = await importIt('purchasely-to-batch');
	const poool = await importIt('poool-to-batch');
	if (hasFiles) {
		await sftp.shelf.makeFolder('customers/done');
		// A look every ten seconds, so that nobody waits for minutes.
		const pollTimes = { item: [0, 10, 20, 30, 40, 50].map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })) };
		await importIt('customer-file-to-profiles', { 'Batch File Trigger': { pollTimes, startFrom: 'all', options: { kind: 'other', unchangedFor: 1 } } });
	}
	const webhookUrl = await api.webhookUrl(purchasely);
	const endpoint = await api.webhookUrl(poool);
	// Unsigned, so it starts nothing, and the refusal shows that the node itself answers.
	await api.waitForWebhook(webhookUrl, { method: 'POST', data: {} });
	await api.waitForWebhook(endpoint);
	return { webhookUrl, endpoint };
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
async function sendAndCheck({ webhookUrl, endpoint, sftp }, events, state) {
	const problems = [];
	if (hasFiles) await sftp.shelf.write('customers/customers.csv', customerFile);
	const answer = await visitPaywall(endpoint);
	if (answer >= 300) problems.push(`What the paywall's page sent was answered with ${answer}`);
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
	const missing = () => [...findMissing(state, events), ...findMissingOfPaywall(state), ...(hasFiles ? findMissingOfFile(state) : [])];
	while (missing().length > 0 && Date.now() < deadline) await sleep(100);
	await sleep(quietMilliseconds);
	return [...problems, ...missing(), ...findSurplus(state, events, [paywallReader, ...customers])];
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
