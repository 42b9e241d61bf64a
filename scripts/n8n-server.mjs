import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import { ensureN8n } from './bootstrap.mjs';
import { N8nClient } from './n8n-client.mjs';
import { atExit, hasEnded, killInBackground, lastLines, startInBackground, stopInBackground } from './support/child-processes.mjs';
import { installCommunityPackages, packPackage } from './support/community-package.mjs';
import { freePort } from './support/free-port.mjs';
import { environmentWith } from './support/npm.mjs';

const startPatienceMilliseconds = 180_000;

const owner = Object.freeze({ email: 'owner@example.com', password: 'Batch-sandbox-1' });

/**
 * @typedef {object} RunningN8n
 * @property {string} url
 * @property {{ email: string, password: string }} owner the log-in of the editor
 * @property {N8nClient} api logged in as the owner
 * @property {string} userFolder
 * @property {string} logFile
 * @property {number} pid
 * @property {() => Promise<void>} stop ends n8n and everything it started; removes the user folder if it was temporary
 * @property {() => Promise<void>} kill as in a power cut: nothing can be written down any more
 */

/**
 * Starts a real n8n on a free loopback port, with community packages installed, an owner set up and nothing phoning home.
 * It ends with this process at the latest.
 *
 * @param {object} [options]
 * @param {string} [options.userFolder] N8N_USER_FOLDER; a temporary one unless given
 * @param {string[]} [options.packages] folders (packed first) or tarballs of community packages
 * @param {number} [options.port]
 * @param {Record<string, string>} [options.environment] further settings of n8n; they win over the ones made here
 * @returns {Promise<RunningN8n>}
 */
export async function startN8n({ userFolder, packages = [], port, environment = {} } = {}) {
	const folder = userFolder ?? (await mkdtemp(join(tmpdir(), 'n8n-nodes-batch-')));
	const removeFolder = userFolder ? () => {} : () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	const forgetFolder = atExit(removeFolder);

	await installPackages(folder, packages);
	const started = await startN8nProcess('start', { userFolder: folder, port, environment });
	const stop = async () => {
		await started.stop();
		forgetFolder();
		removeFolder();
	};
	try {
		const api = new N8nClient(started.url);
		await api.logIn(owner);
		return { ...started, owner, api, userFolder: folder, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/**
 * @typedef {object} N8nProcess
 * @property {string} url
 * @property {string} logFile
 * @property {number} pid
 * @property {() => boolean} isRunning
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} kill as in a power cut: nothing can be written down any more
 */

/**
 * Starts one process of n8n on a free loopback port, and waits until it is ready. In queue mode a worker and a webhook process need
 * a folder of their own: n8n takes one that is in use for that of a process that has crashed.
 *
 * @param {'start' | 'worker' | 'webhook'} command
 * @param {{ userFolder: string, port?: number, environment?: Record<string, string> }} options
 * @returns {Promise<N8nProcess>}
 */
export async function startN8nProcess(command, { userFolder, port, environment = {} }) {
	const { node, n8nBin } = await ensureN8n();
	const ownPort = port ?? (await freePort());
	const url = `http://127.0.0.1:${ownPort}`;
	const logFile = join(userFolder, 'n8n.log');
	const child = await startInBackground(node, [n8nBin, command], {
		cwd: userFolder,
		env: {
			...inheritedEnvironment(node),
			...settings({ folder: userFolder, port: ownPort, brokerPort: await freePort() }),
			...environment,
		},
		logFile,
	});
	try {
		await waitUntilReady(url, child, logFile);
	} catch (error) {
		await stopInBackground(child);
		throw error;
	}
	const stop = async () => await stopInBackground(child);
	return { url, logFile, pid: child.pid, isRunning: () => !hasEnded(child), stop, kill: async () => await killInBackground(child) };
}

/**
 * @param {string} userFolder
 * @param {string[]} packages folders (packed first) or tarballs of community packages
 */
export async function installPackages(userFolder, packages) {
	if (packages.length === 0) return;
	const { node } = await ensureN8n();
	const tarballs = await Promise.all(
		packages.map((path, index) =>
			path.endsWith('.tgz') ? path : packPackage(node, path, join(userFolder, 'packed', String(index))),
		),
	);
	await installCommunityPackages(node, userFolder, tarballs);
}

function settings({ folder, port, brokerPort }) {
	return {
		NODE_ENV: 'production',
		N8N_USER_FOLDER: folder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		// Of a worker, which serves nothing else.
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'agents,instance-ai,mcp-registry',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	};
}

/** The settings of another n8n, of npm or of a test runner that started us are not meant for this one. */
function inheritedEnvironment(node) {
	const foreign = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_URL$|VITEST|NODE_OPTIONS$|npm_)/i;
	const inherited = Object.entries(environmentWith(node)).filter(([name]) => !foreign.test(name));
	return { ...Object.fromEntries(inherited), NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' };
}

async function waitUntilReady(url, child, logFile) {
	const deadline = Date.now() + startPatienceMilliseconds;
	while (Date.now() < deadline) {
		if (hasEnded(child)) throw new Error(`n8n ended while starting. The end of its log:\n\n${await lastLines(logFile)}`);
		const isReady = await axios
			.get(`${url}/healthz/readiness`, { proxy: false, timeout: 2_000 })
			.then(() => true)
			.catch(() => false);
		if (isReady) return;
		await sleep(200);
	}
	throw new Error(`n8n was not ready in time. The end of its log:\n\n${await lastLines(logFile)}`);
}
